/// Where the tiers end on the difficulty score: simple < `simple` ≤ standard < `standard` ≤ premium.
package struct TierThresholds: SettingsSection {
    /// Scores below this are simple.
    package var simple = 0.3
    /// Scores from `simple` to below this are standard, the others premium.
    package var standard = 0.7

    package init() {}

    package static let keys: [SettingKey<TierThresholds>] = [
        SettingKey("simple", \.simple, .number(0...1), "Scores below this are simple."),
        SettingKey("standard", \.standard, .number(0...1), "Scores below this are standard, the others premium."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        guard simple > standard else { return }
        report(
            place.problem(
                place.has("simple") ? "simple" : "standard",
                "the thresholds are out of order: simple \(simple.short) must not be above standard \(standard.short)"))
    }
}
