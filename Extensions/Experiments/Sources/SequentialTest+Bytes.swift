import ExactJSON
import LanguageModels

extension SequentialTest {
    /// The sums of both arms, as JSON.
    func bytes(of model: ModelID) -> [UInt8] {
        func value(_ arm: Arm) -> JSONValue { [JSONValue(arm.trials), number(arm.successes)] }
        func number(_ value: Double) -> JSONValue { JSONNumber(value).map { JSONValue.number($0) } ?? .null }
        let object: JSONValue = [
            "model": .string(model.description), "control": value(control), "treatment": value(treatment),
            "chance": number(chance),
        ]
        return Array(object.text.utf8)
    }

    /// Reads what `bytes` wrote; nil for anything else, and for sums of another model.
    init?(bytes: [UInt8], of model: ModelID, level: Double) {
        let object: JSONValue
        do { object = try JSONValue(parsing: bytes) } catch { return nil }
        func arm(_ value: JSONValue?) -> Arm? {
            guard let trials = value?[0]?.intValue, let successes = value?[1]?.doubleValue, trials >= 0,
                (0...Double(trials)).contains(successes)
            else { return nil }
            return Arm(trials: trials, successes: successes)
        }
        guard object["model"]?.stringValue == model.description, let control = arm(object["control"]),
            let treatment = arm(object["treatment"]), let chance = object["chance"]?.doubleValue,
            (0...1).contains(chance)
        else { return nil }
        self.init(level: level, control: control, treatment: treatment, chance: chance)
    }
}
