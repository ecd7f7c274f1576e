public import AgentRuntime
import LanguageModels

/// Instructions for kinds of work, each a folder with a `SKILL.md`. The prompt lists their names and descriptions; the
/// model loads one with `use_skill` when it needs it, so that a hundred skills cost a hundred lines and no more.
public struct Skills: Extension {
    /// Who the extension is.
    public let manifest = ExtensionManifest(
        name: "Skills", summary: "Lists skills in the prompt; the model loads one when it needs it.")
    private let shelf: SkillShelf

    /// Makes the extension.
    ///
    /// - Parameters:
    ///   - projectFolder: the folder's name below the workspace; a project's skill overrides the user's of that name.
    ///   - userFolder: the user's skills, an absolute path; nil where there are none.
    public init(projectFolder: String = "Skills", userFolder: String?) {
        shelf = SkillShelf(projectFolder: projectFolder, userFolder: userFolder)
    }

    /// The skills that a run in this folder has, by name.
    public func skills(in workspace: String) -> [Skill] { shelf.skills(in: workspace).skills }

    /// What is wrong with skills that are there and cannot be used, one line each.
    public func problems(in workspace: String) -> [String] { shelf.skills(in: workspace).problems }

    /// The instructions of a skill, as the model would load them now.
    ///
    /// - Throws: an error for people when its file cannot be read any more.
    public func text(of skill: Skill) throws -> String { try UseSkill.text(of: skill) }

    /// Adds the list to the prompt.
    public func register(in hooks: inout Hooks, for run: Run) {
        guard !run.isDirect else { return }
        let skills = skills(in: run.workspace)
        guard !skills.isEmpty else { return }
        let list = skills.map { "- \($0.name): \($0.description)" }.joined(separator: "\n")
        hooks.systemPrompt.add { sections in
            sections.append(
                PromptSection("skills", "Before work that one of these skills is for, load it with use_skill:\n\(list)")
            )
        }
    }

    /// `use_skill`, where there are skills.
    public func tools(for run: Run) -> [any DynamicTool] {
        let skills = run.isDirect ? [] : skills(in: run.workspace)
        return skills.isEmpty ? [] : [UseSkill(skills: skills)]
    }
}
