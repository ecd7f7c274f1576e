import ExactJSON

/// One labelled message: how good each model's answer was.
///
/// Read from one JSON object a line: `prompt` (or `query`, which wins), and either `weak_correct` and `strong_correct`,
/// or `correct` with a number of 0…1 a model, and where known `cost` with the price of each answer.
package struct OutcomeRow: Sendable {
    package var id: String
    /// The task's kind, for reports only: the predictor never sees it.
    package var benchmark: String
    package var prompt: String
    /// Quality by model, in the order of the file.
    package var quality: [(model: String, quality: Double)]
    /// Price of the answer by model, in US dollars: relative weights for choosing between models, never bookkeeping.
    package var cost: [String: Double]

    /// Why a line cannot be used.
    package struct Problem: Error, Sendable {
        package var message: String
    }

    /// Reads a line.
    package init(line: some Sequence<UInt8>) throws(Problem) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch { throw Problem(message: "\(error)") }
        guard value.objectValue != nil else { throw Problem(message: "not an object") }
        guard let prompt = value["query"]?.stringValue ?? value["prompt"]?.stringValue else {
            throw Problem(message: "there is no \"prompt\"")
        }
        self.prompt = prompt
        id = value["id"]?.stringValue ?? value["id"]?.numberValue?.text ?? ""
        benchmark = value["benchmark"]?.stringValue ?? "all"
        quality = []
        cost = [:]
        if let members = value["correct"]?.objectValue {
            for member in members {
                guard let number = Self.quality(member.value) else {
                    throw Problem(message: "the quality of \(member.key) is not a number of 0 to 1")
                }
                quality.append((member.key, number))
            }
        } else {
            for (name, key) in [("weak", "weak_correct"), ("strong", "strong_correct")] {
                guard let given = value[key] else { continue }
                guard let number = Self.quality(given) else {
                    throw Problem(message: "\(key) is not a number of 0 to 1")
                }
                quality.append((name, number))
            }
        }
        guard !quality.isEmpty else {
            throw Problem(message: "there is no outcome: \"correct\", or \"weak_correct\" and \"strong_correct\"")
        }
        for member in value["cost"]?.objectValue ?? JSONObject() {
            if let number = member.value.doubleValue, number >= 0 { cost[member.key] = number }
        }
    }

    private static func quality(_ value: JSONValue) -> Double? {
        if let flag = value.boolValue { return flag ? 1 : 0 }
        guard let number = value.doubleValue, (0...1).contains(number) else { return nil }
        return number
    }
}
