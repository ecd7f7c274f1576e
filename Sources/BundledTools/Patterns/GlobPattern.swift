import AgentRuntime

/// A pattern of paths: `*` and `?` within a name, `**` across folders, `[a-z]`, `{a,b}`. Time is bounded by the product
/// of pattern and path.
struct GlobPattern: Sendable {
    private enum Part: Sendable {
        case anyFolders
        case name([UInt8])
    }

    private let alternatives: [[Part]]
    private let isNameOnly: Bool

    private static let maximumAlternatives = 64

    /// Makes a pattern. One without `/` is about the name, whatever the folder.
    ///
    /// - Throws: `ToolFailure` when it is too long or has too many alternatives.
    init(_ text: String) throws {
        guard text.utf8.count <= 1024 else { throw ToolFailure("The file pattern is longer than 1,024 bytes.") }
        var expanded = [Array(text.utf8)]
        var isExpanding = true
        while isExpanding {
            isExpanding = false
            var next: [[UInt8]] = []
            for bytes in expanded {
                guard let parts = Self.braces(bytes) else {
                    next.append(bytes)
                    continue
                }
                isExpanding = true
                next += parts
            }
            guard next.count <= Self.maximumAlternatives else {
                throw ToolFailure("The file pattern has more than \(Self.maximumAlternatives) alternatives.")
            }
            expanded = next
        }
        isNameOnly = !text.utf8.contains(UInt8(ascii: "/"))
        alternatives = expanded.map { bytes in
            bytes.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }.map { name in
                name.elementsEqual("**".utf8) ? .anyFolders : .name(Array(name))
            }
        }
    }

    /// Makes the pattern of an ignore file's line; braces mean themselves there.
    init(ignoring text: some StringProtocol, isNameOnly: Bool) {
        self.isNameOnly = isNameOnly
        alternatives = [
            text.utf8.split(separator: UInt8(ascii: "/")).map { name in
                name.elementsEqual("**".utf8) ? .anyFolders : .name(Array(name))
            }
        ]
    }

    /// Whether a path, relative to where the pattern counts from, matches.
    func matches(_ path: String) -> Bool {
        let names = path.utf8.split(separator: UInt8(ascii: "/"))
        let candidates = isNameOnly ? names.suffix(1) : names[...]
        return alternatives.contains { Self.matches($0, Array(candidates)) }
    }

    /// Walks all positions of the pattern that can stand at each name at once.
    private static func matches(_ parts: [Part], _ names: [Substring.UTF8View]) -> Bool {
        var open = [Bool](repeating: false, count: parts.count + 1)
        open[0] = true
        func passFolders(_ open: inout [Bool]) {
            for (index, part) in parts.enumerated() where open[index] {
                if case .anyFolders = part { open[index + 1] = true }
            }
        }
        passFolders(&open)
        for name in names {
            var next = [Bool](repeating: false, count: parts.count + 1)
            for (index, part) in parts.enumerated() where open[index] {
                switch part {
                case .anyFolders: next[index] = true
                case .name(let pattern): if matches(pattern, Array(name)) { next[index + 1] = true }
                }
            }
            passFolders(&next)
            open = next
        }
        return open[parts.count]
    }

    /// Matches a name; of several stars only the last one is ever tried again, which suffices.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (p, n) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, n)
                p += 1
            } else if let width = step(pattern, p, name, n) {
                p += width.pattern
                n += width.name
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (p, n) = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// How far one element of the pattern and the character it matches go; nil when it does not match.
    private static func step(_ pattern: [UInt8], _ p: Int, _ name: [UInt8], _ n: Int) -> (pattern: Int, name: Int)? {
        guard p < pattern.count else { return nil }
        switch pattern[p] {
        case UInt8(ascii: "?"):
            var end = n + 1
            while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
            return (1, end - n)
        case UInt8(ascii: "["):
            guard let close = pattern[(p + 1)...].dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
                return name[n] == pattern[p] ? (1, 1) : nil
            }
            return isInSet(name[n], pattern[(p + 1)..<close]) ? (close - p + 1, 1) : nil
        case UInt8(ascii: "\\") where p + 1 < pattern.count:
            return pattern[p + 1] == name[n] ? (2, 1) : nil
        default:
            return pattern[p] == name[n] ? (1, 1) : nil
        }
    }

    private static func isInSet(_ byte: UInt8, _ set: ArraySlice<UInt8>) -> Bool {
        var set = set
        let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
        if isNegated { set = set.dropFirst() }
        var isMember = false
        while let low = set.first {
            if set.count >= 3, set[set.startIndex + 1] == UInt8(ascii: "-") {
                let high = set[set.startIndex + 2]
                if low <= byte, byte <= high { isMember = true }
                set = set.dropFirst(3)
            } else {
                if low == byte { isMember = true }
                set = set.dropFirst()
            }
        }
        return isMember != isNegated
    }

    /// The alternatives of the first `{a,b}` without braces in it; nil when there is none.
    private static func braces(_ bytes: [UInt8]) -> [[UInt8]]? {
        guard let close = bytes.firstIndex(of: UInt8(ascii: "}")),
            let open = bytes[..<close].lastIndex(of: UInt8(ascii: "{"))
        else { return nil }
        return bytes[(open + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            Array(bytes[..<open]) + $0 + Array(bytes[(close + 1)...])
        }
    }
}
