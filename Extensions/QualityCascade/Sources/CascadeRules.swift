package import ExactJSON

/// How strictly cheap answers are looked at.
package struct CascadeRules: Sendable, Hashable {
    /// The judge's mark from which an answer is good enough, and the expected quality from which none is asked, 0…1.
    package var threshold: Double
    /// Whether the utility model judges answers that the checks let pass, where that costs less than it can save.
    package var judges: Bool

    package init(threshold: Double = 0.85, judges: Bool = false) {
        self.threshold = threshold
        self.judges = judges
    }

    /// Why settings are no rules.
    package struct Problem: Error, Sendable, CustomStringConvertible {
        package var description: String
    }

    /// Reads `extensions: {settings: {QualityCascade: {threshold, judge}}}`.
    package init(settings: JSONObject) throws(Problem) {
        self.init()
        for (key, value) in settings.map({ ($0.key, $0.value) }) {
            switch key {
            case "threshold":
                guard let number = value.doubleValue, (0...1).contains(number) else {
                    throw Problem(
                        description:
                            "extensions.settings.QualityCascade.threshold: \(value.text) is no number of 0 to 1")
                }
                threshold = number
            case "judge":
                guard let flag = value.boolValue else {
                    throw Problem(
                        description: "extensions.settings.QualityCascade.judge: \(value.text) is neither true nor false"
                    )
                }
                judges = flag
            default:
                throw Problem(
                    description:
                        "extensions.settings.QualityCascade.\(key): there is no such setting; there are threshold, judge"
                )
            }
        }
    }
}
