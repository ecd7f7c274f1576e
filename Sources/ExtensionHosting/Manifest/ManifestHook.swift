package import AgentRuntime
package import AgentSettings

/// A hook point at which a program takes part, and by which rules.
package struct ManifestHook: SettingsSection {
    /// The point; never nil in a manifest that was read.
    package var point: HookPoint?
    /// Its place among the handlers, lower first; nil for the extension's own.
    package var order: Int?
    /// How long an answer may take, in milliseconds.
    package var timeout: Int?
    /// What a failure does to the run; nil for the point's usual policy.
    package var onFailure: FailurePolicy?

    package init() {}

    package init(point: HookPoint, order: Int? = nil, timeout: Int? = nil, onFailure: FailurePolicy? = nil) {
        self.point = point
        self.order = order
        self.timeout = timeout
        self.onFailure = onFailure
    }

    package static let keys: [SettingKey<ManifestHook>] = [
        SettingKey("point", \.point, .hookPoint, "The point's wire name."),
        SettingKey("order", \.order, .integer(0...1000), "Its place among the handlers, lower first."),
        SettingKey("timeout_ms", \.timeout, .integer(1...600_000), "How long an answer may take, in milliseconds."),
        SettingKey("on_failure", \.onFailure, .word, "What a failure does to the run."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if point == nil, !place.has("point") {
            report(place.problem("point", "a hook needs the point at which it runs, e.g. system_prompt"))
        }
    }
}
