/// What a Claude model's name says of what its requests may hold.
struct ClaudeGeneration {
    /// Major and minor version, e.g. 4 and 6; nil when the name holds none.
    private let version: (major: Int, minor: Int)?

    /// Reads names such as `claude-sonnet-4-5-20250929`, `claude-3-7-sonnet-latest`, `anthropic.claude-opus-4.7`.
    init(name: String) {
        guard let claude = name.lowercased().firstRange(of: "claude") else {
            version = nil
            return
        }
        let parts = name[claude.upperBound...].split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        // A number of more than two digits is a date.
        let first = parts.firstIndex { $0.count <= 2 && $0.allSatisfy(\.isNumber) }
        guard let first, let major = Int(parts[first]) else {
            version = nil
            return
        }
        let next = parts.indices.contains(first + 1) && parts[first + 1].count <= 2 ? Int(parts[first + 1]) : nil
        version = (major, next ?? 0)
    }

    /// Whether `thinking: {type: adaptive}` is the way to think: from 4.6 on, where a budget is deprecated, and from
    /// 4.7 on, where it is refused. Models that are no Claude take the budget, the older and more widely copied form.
    var thinksAdaptively: Bool { version.map { $0 >= (4, 6) } ?? false }

    /// Whether temperature and top_p are refused: from 4.7 on.
    var fixesSampling: Bool { version.map { $0 >= (4, 7) } ?? false }
}
