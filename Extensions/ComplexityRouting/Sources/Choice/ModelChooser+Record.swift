package import ExactJSON
import LanguageModels

extension ModelChooser {
    /// Makes a recorded decision again, from its record alone: the same inputs give the same choice.
    ///
    /// - Parameter detail: what `DecisionRecord.detail` holds.
    /// - Returns: the choice; nil when the record holds no decision, or none of its candidates may be asked.
    package static func again(_ detail: JSONValue) -> Choice? {
        guard let strategy = detail["strategy"]?.stringValue.flatMap({ Strategy(rawValue: $0) }),
            let threshold = detail["quality_threshold"]?.doubleValue,
            let pressure = detail["pressure"]?.intValue.flatMap({ Pressure(rawValue: $0) }),
            let floor = detail["floor"]?.stringValue.flatMap({ Tier(rawValue: $0) }),
            let candidates = detail["candidates"]?.arrayValue
        else { return nil }
        return ModelChooser(strategy: strategy, threshold: threshold).choose(
            candidates.compactMap { Candidate(json: $0) },
            current: detail["current"]?.stringValue.flatMap { ModelID($0) },
            pressure: pressure, floor: floor)
    }
}
