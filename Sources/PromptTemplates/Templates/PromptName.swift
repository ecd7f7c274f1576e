/// The name of a prompt's file, e.g. `agent.system.main.md`.
///
/// Letters, digits, `.`, `_`, `-` and `/` for folders below the place; no step may begin with a dot, so a name never
/// leads out of its place.
struct PromptName: Sendable, Hashable {
    let file: String

    /// Takes a name with or without `.md`; nil when it is none.
    init?(_ name: some StringProtocol) {
        let valid = name.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "._-/".utf8.contains($0)
        }
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        guard valid, name.utf8.count <= 128, steps.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
            return nil
        }
        file = name.hasSuffix(".md") ? String(name) : "\(name).md"
    }
}
