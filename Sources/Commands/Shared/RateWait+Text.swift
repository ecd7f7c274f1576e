import AgentRuntime

extension RateWait {
    /// The line for a person; nil when the wait is too short to be worth one.
    var text: String? {
        if let expected, expected < .milliseconds(500) { return nil }
        let why = limit.map { "\(model) may have \($0)" } ?? "\(model) asked for a pause"
        if let expected { return "Waiting \(expected.seconds): \(why)." }
        return ahead > 0 ? "Waiting behind \(ahead) others: \(why)." : "Waiting for a request under way: \(why)."
    }
}
