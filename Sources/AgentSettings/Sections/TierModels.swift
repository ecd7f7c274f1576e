/// The models of each tier, `provider/name`, the preferred one first. All empty: the slot's models are used.
package struct TierModels: SettingsSection {
    package var simple: [String] = []
    package var standard: [String] = []
    package var premium: [String] = []

    package init() {}

    /// Whether no tier is set.
    package var isEmpty: Bool { simple.isEmpty && standard.isEmpty && premium.isEmpty }

    package static let keys: [SettingKey<TierModels>] = [
        SettingKey("simple", \.simple, .list(.model), "For short questions and small edits."),
        SettingKey("standard", \.standard, .list(.model), "For everyday tasks."),
        SettingKey("premium", \.premium, .list(.model), "For hard ones."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        let isUsed = TierModels.keys.contains { place.has($0.name) && place.node[$0.name]?.content != .list([]) }
        guard isUsed || !isEmpty else { return }
        for key in TierModels.keys {
            let node = place.node[key.name]
            if let node, case .list(let models) = node.content {
                if models.isEmpty {
                    report(place.problem(key.name, "the tier is empty; list at least one model, or leave tiers out"))
                }
            } else if !place.has(key.name) {
                report(place.problem(key.name, "the tier is missing; list its models, or leave tiers out altogether"))
            }
        }
    }
}
