/// The environment's say in the settings.
///
/// `FARTHING_` and the path in capitals, its keys joined by two underscores: `FARTHING_ROUTING__STRATEGY=balanced`,
/// `FARTHING_MODELS__CHAT__MODEL=openai/gpt-4.1`, `FARTHING_BUDGETS__MONTH__USD=30`. Lists are separated by commas.
/// In a name that the user chose, whatever is not a letter or digit becomes one underscore; a name that the file does
/// not have is made in lower case. An empty variable counts as not set. Names of models hold `/`, so prices can only
/// be changed when the file names them.
enum EnvironmentOverrides {
    /// What all names begin with.
    static let prefix = "FARTHING_"
    /// Names that are ours and no settings.
    static let reserved: Set<String> = ["FARTHING_CONFIG"]

    /// Puts the environment's values into the tree and reports unknown names.
    static func apply(_ request: SettingsRequest, to root: inout SettingNode, _ problems: inout SettingsProblems) {
        let ours = request.environment.filter { name, _ in
            name.hasPrefix(prefix) && !reserved.contains(name) && !request.otherVariables.contains(name)
        }
        guard !ours.isEmpty else { return }
        let shape = SettingFormat<Settings>.section.shape()
        for (name, value) in ours.sorted(by: { $0.key < $1.key }) {
            let parts = name.dropFirst(prefix.count).split(separator: "_", omittingEmptySubsequences: false)
            guard let (path, target) = resolve(components(parts), shape: shape, root) else {
                problems.add(.environment(name), SettingPath(), message(unknown: name, root: root))
                continue
            }
            guard !value.isEmpty else { continue }
            switch target {
            case .keys, .names:
                let example = names(of: target, root.node(at: SettingPath(path)), after: name).first
                let hint = example.map { "; set one of its keys, e.g. \($0)" } ?? ""
                problems.add(.environment(name), SettingPath(), "this is a section\(hint)")
            case .list:
                let elements = value.split(separator: ",").map {
                    SettingNode.text(String($0).trimmed, at: .environment(name))
                }
                root.set(SettingNode(.list(elements), at: .environment(name)), at: path)
            case .scalar, .open:
                root.set(.text(value, at: .environment(name)), at: path)
            }
        }
    }

    /// Every variable that sets something, as far as the names in the settings are known from a tree.
    static func names(with root: SettingNode) -> [String] {
        names(of: SettingFormat<Settings>.section.shape(), root, after: prefix) + reserved
    }

    /// Joins what was split at single underscores into the components between double ones.
    private static func components(_ words: [Substring]) -> [String] {
        var components: [String] = [""]
        for (index, word) in words.enumerated() {
            if word.isEmpty, index > 0, index < words.count - 1 {
                components.append("")
            } else {
                let isFirst = components[components.count - 1].isEmpty
                components[components.count - 1] += isFirst ? word : "_\(word)"
            }
        }
        return components
    }

    /// The path that a variable's components mean and what may stand there; nil when there is none.
    private static func resolve(
        _ components: [String], shape: SettingShape, _ node: SettingNode?
    ) -> (path: [String], shape: SettingShape)? {
        guard let component = components.first else { return ([], shape) }
        let rest = Array(components.dropFirst())
        let key: String
        let inner: SettingShape
        switch shape {
        case .keys(let keys):
            guard let match = keys.first(where: { $0.name.variable == component }) else { return nil }
            key = match.name
            inner = match.shape
        case .names(let shape):
            guard !component.isEmpty else { return nil }
            key = node?.entries.first { $0.key.variable == component }?.key ?? component.lowercased()
            inner = shape
        case .open:
            guard !component.isEmpty else { return nil }
            key = node?.entries.first { $0.key.variable == component }?.key ?? component.lowercased()
            inner = .open
        case .scalar, .list: return nil
        }
        guard let (path, target) = resolve(rest, shape: inner, node?[key]) else { return nil }
        return ([key] + path, target)
    }

    /// Every variable below a place, as far as the names in it are known.
    private static func names(of shape: SettingShape, _ node: SettingNode?, after prefix: String) -> [String] {
        let separator = prefix == EnvironmentOverrides.prefix ? "" : "__"
        switch shape {
        case .scalar, .list, .open: return [prefix]
        case .keys(let keys):
            return keys.flatMap { names(of: $0.shape, node?[$0.name], after: prefix + separator + $0.name.variable) }
        case .names(let inner):
            return (node?.entries ?? []).flatMap {
                names(of: inner, $0.value, after: prefix + separator + $0.key.variable)
            }
        }
    }

    private static func message(unknown name: String, root: SettingNode) -> String {
        let hint = NearestName.of(name, among: names(with: root)).map { "; did you mean \($0)?" }
        return "no setting has this name\(hint ?? "; farthing config show --all lists all settings")"
    }
}

extension String {
    /// How this name stands in an environment variable.
    fileprivate var variable: String {
        String(
            decoding: uppercased().utf8.map { $0.isDigit || $0.isUpperASCII ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }
}
