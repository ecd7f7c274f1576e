import AgentRuntime
import ExactJSON

/// What a server said of itself.
struct ServerFacts: Sendable, Hashable {
    /// The revision agreed on.
    var revision: String
    /// Its name and version, for people.
    var name: String
    /// What it wants the model to know; empty for nothing.
    var instructions: String
    /// What it has lists of.
    var lists: Set<ListKind>
    /// Those of them whose changes it tells.
    var changing: Set<ListKind>
    /// The hook points at which it wants to take part.
    var hooks: [ManifestHook]
    /// What it says of hooks that cannot be understood, one line each.
    var problems: [String]

    init(_ reply: JSONValue, version: String) {
        revision = version
        let info = reply["serverInfo"] ?? reply["_meta"]?["io.modelcontextprotocol/serverInfo"]
        name = [info?["name"]?.stringValue, info?["version"]?.stringValue].compactMap(\.self).joined(separator: " ")
        instructions = String((reply["instructions"]?.stringValue ?? "").prefix(16_384))
        let capabilities = reply["capabilities"]
        lists = Set(ListKind.allCases.filter { capabilities?[$0.rawValue]?.objectValue != nil })
        changing = lists.filter { capabilities?[$0.rawValue]?["listChanged"]?.boolValue == true }
        hooks = []
        problems = []
        let advertised = capabilities?["experimental"]?[HookWire.capability]?["hooks"]?.arrayValue ?? []
        for entry in advertised.prefix(HookPoint.allCases.count * 2) {
            guard let word = entry["point"]?.stringValue, let point = HookPoint(wireName: word) else {
                problems.append("it wants a hook at \(entry["point"]?.text ?? "no point"), which there is not")
                continue
            }
            let policy = entry["on_failure"]?.stringValue
            if let policy, FailurePolicy(rawValue: policy) == nil {
                problems.append("it wants \(point.rawValue) to \(policy.prefix(40)) on failure, which there is not")
            }
            hooks.append(
                ManifestHook(
                    point: point, order: entry["order"]?.intValue,
                    timeout: entry["timeout_ms"]?.intValue.flatMap { (1...600_000).contains($0) ? $0 : nil },
                    onFailure: policy.flatMap { FailurePolicy(rawValue: $0) }))
        }
    }
}
