import AgentRuntime
import AgentSettings
import ExactJSON

extension SettingFormat where Value == String {
    /// The name of an extension.
    static var extensionName: Self {
        Self(
            scalar: "an extension's name: at most 48 letters, digits, _ and -",
            parse: { $0.isExtensionName ? $0 : nil }, show: \.self)
    }
}

extension SettingFormat where Value == AgentRuntime.HookPoint {
    /// The wire name of a hook point.
    static var hookPoint: Self {
        Self(
            shape: { .scalar("a hook point, e.g. system_prompt") },
            read: { node, path, problems in
                if case .scalar(let text, _) = node.content, let point = HookPoint(wireName: text) { return point }
                let meant: String? =
                    if case .scalar(let text, _) = node.content {
                        NearestName.of(text, among: HookPoint.allCases.map(\.rawValue))
                    } else { nil }
                let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
                problems.add(node.origin, path, "\(node.kind) is not a hook point\(hint)")
                return nil
            },
            show: { .text($0.rawValue) })
    }
}

extension SettingFormat where Value == JSONValue {
    /// Any value.
    static var anything: Self {
        Self(shape: { .open }, read: { node, _, _ in node.json }, show: { SettingNode(json: $0) })
    }
}
