/// The limits of one turn. A turn that reaches one stops and can be resumed.
package struct LoopSettings: SettingsSection {
    /// Model calls of the loop in one turn.
    package var maxIterations = 50
    /// How deep sub-agents may nest; 0 forbids them.
    package var maxDepth = 3
    /// Replies in a row that could not be used before the turn stops.
    package var unusableReplies = 3
    /// Identical tool calls with identical results in a row before the turn stops. Two before that the model is
    /// warned, one before that a better model is asked.
    package var repeatedCalls = 5

    package init() {}

    package static let keys: [SettingKey<LoopSettings>] = [
        SettingKey("max_iterations", \.maxIterations, .integer(1...10_000), "Model calls of the loop in one turn."),
        SettingKey("max_depth", \.maxDepth, .integer(0...32), "How deep sub-agents may nest; 0 forbids them."),
        SettingKey(
            "unusable_replies", \.unusableReplies, .integer(1...100),
            "Replies in a row that could not be used before the turn stops."),
        SettingKey(
            "repeated_calls", \.repeatedCalls, .integer(2...100),
            "Identical tool calls in a row before the turn stops."),
    ]
}
