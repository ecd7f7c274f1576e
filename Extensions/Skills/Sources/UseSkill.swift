import AgentRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Loads a skill: its instructions and what else its folder holds.
struct UseSkill: Tool {
    struct Arguments: ToolArguments {
        @Parameter("The skill's name") var name: String
    }

    static let name = "use_skill"
    static let description = "Loads the instructions of a skill. Call it before work that the skill is for."

    let skills: [Skill]

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        guard let skill = skills.first(where: { $0.name == arguments.name }) else {
            throw ToolFailure(
                "There is no skill \(arguments.name). There are: \(skills.map(\.name).joined(separator: ", ")).")
        }
        do { return ToolOutput(try Self.text(of: skill)) } catch { throw ToolFailure(error.description) }
    }

    /// A skill's instructions, and what else is in its folder.
    static func text(of skill: Skill) throws(SkillProblem) -> String {
        let text = try SkillText(folder: skill.folder)
        var body = text.body.drop(while: \.isWhitespace)
        while body.last?.isWhitespace == true { body = body.dropLast() }
        let files = files(of: skill)
        guard !files.isEmpty else { return String(body) }
        return "\(body)\n\nFiles of this skill, in \(skill.folder): \(files.joined(separator: ", "))"
    }

    /// What else is in the folder, at most 50 names.
    private static func files(of skill: Skill) -> [String] {
        // A folder that cannot be read has nothing else to offer.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: skill.folder)) ?? []
        return Array(names.filter { $0 != Skill.fileName && !$0.hasPrefix(".") }.sorted().prefix(50))
    }
}
