public import AgentRuntime

/// A skill that was found.
public struct Skill: Sendable, Hashable {
    /// Its name: small letters, digits and `-`, at most 64.
    public let name: String
    /// What it is for and when to use it, at most 500 characters, on one line.
    public let description: String
    /// Its folder, absolute.
    public let folder: String
    /// Whose it is: the project's or the user's.
    public let place: ExtensionPlace

    /// The file that makes a folder a skill.
    static let fileName = "SKILL.md"
    /// The largest such file, in bytes.
    static let limit = 262_144

    /// Reads a skill's head.
    ///
    /// - Throws: `SkillProblem`.
    init(folder: String, place: ExtensionPlace) throws(SkillProblem) {
        let text = try SkillText(folder: folder)
        let directory = folder.split(separator: "/").last.map(String.init) ?? ""
        name = text.values["name"] ?? directory
        guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(Self.isNameByte) else {
            throw SkillProblem("\(folder): the name \(name.prefix(80)) is not made of small letters, digits and -")
        }
        let words = (text.values["description"] ?? "").split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else {
            throw SkillProblem("\(folder): the front matter has no description, so that nobody knows when to use it")
        }
        description = String(words.joined(separator: " ").prefix(500))
        self.folder = folder
        self.place = place
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

/// Why a folder is no skill that can be used.
struct SkillProblem: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
