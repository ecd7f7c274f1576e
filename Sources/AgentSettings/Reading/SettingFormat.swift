/// How values of one type are written in the settings: reading, checking and showing.
package struct SettingFormat<Value: Sendable>: Sendable {
    /// What may stand there. A function, since sections nest.
    let shape: @Sendable () -> SettingShape
    /// Reads a node that is not null; adds a problem and returns nil when it is not valid.
    let read: @Sendable (SettingNode, SettingPath, inout SettingsProblems) -> Value?
    /// Writes a value as it would stand in the file.
    let show: @Sendable (Value) -> SettingNode

    package init(
        shape: @escaping @Sendable () -> SettingShape,
        read: @escaping @Sendable (SettingNode, SettingPath, inout SettingsProblems) -> Value?,
        show: @escaping @Sendable (Value) -> SettingNode
    ) {
        self.shape = shape
        self.read = read
        self.show = show
    }

    /// Makes the format of a value that is one scalar.
    ///
    /// - Parameters:
    ///   - expected: what is valid, as a noun phrase: it follows "is not" in the message.
    ///   - echo: false where a mistaken value may be a secret and must not stand in the message.
    ///   - parse: returns nil for text that is not valid.
    package init(
        scalar expected: @autoclosure @escaping @Sendable () -> String, echo: Bool = true,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.init(
            shape: { .scalar(expected()) },
            read: { node, path, problems in
                guard case .scalar(let text, _) = node.content else {
                    problems.add(node.origin, path, "\(node.kind) is not \(expected())")
                    return nil
                }
                if let value = parse(text) { return value }
                problems.add(node.origin, path, "\(echo ? text.excerpt : "this value") is not \(expected())")
                return nil
            },
            show: { .text(show($0)) })
    }
}

extension SettingNode {
    /// What stands here, for messages.
    package var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text, _): text.excerpt
        case .list: "a list"
        case .map: "a section"
        }
    }
}

extension String {
    /// The text in quotes on one line, cut after 40 characters.
    package var excerpt: String {
        let scalars = unicodeScalars.prefix(40).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        let cut = unicodeScalars.count > 40 ? "…" : ""
        return "\"\(String(String.UnicodeScalarView(scalars)))\(cut)\""
    }
}
