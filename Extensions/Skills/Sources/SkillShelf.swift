import AgentRuntime
import NIOConcurrencyHelpers

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The skills of the places, read anew only where a file changed: looking costs a system call a skill.
final class SkillShelf: Sendable {
    /// The most skills of a place; more are ignored.
    static let most = 200

    private struct Read {
        var changed: Date
        var skill: Result<Skill, SkillProblem>
    }

    private let projectFolder: String
    private let userFolder: String?
    private let read = NIOLockedValueBox<[String: Read]>([:])

    init(projectFolder: String, userFolder: String?) {
        self.projectFolder = projectFolder
        self.userFolder = userFolder
    }

    /// The skills of a workspace by name, the project's before the user's, and what is wrong with others.
    func skills(in workspace: String) -> (skills: [Skill], problems: [String]) {
        var byName: [String: Skill] = [:]
        var problems: [String] = []
        let places: [(folder: String?, place: ExtensionPlace)] = [
            ("\(workspace)/\(projectFolder)", .project), (userFolder, .user),
        ]
        for (folder, place) in places {
            // A place that is not there has no skills.
            guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { continue }
            for name in names.sorted().prefix(Self.most) where !name.hasPrefix(".") {
                switch skill(in: "\(folder)/\(name)", place) {
                case nil: continue
                case .success(let skill)?:
                    if byName[skill.name] == nil { byName[skill.name] = skill }
                case .failure(let problem)?: problems.append(problem.description)
                }
            }
        }
        return (byName.values.sorted { $0.name < $1.name }, problems)
    }

    /// The skill of a folder; nil when it is none.
    private func skill(in folder: String, _ place: ExtensionPlace) -> Result<Skill, SkillProblem>? {
        let path = "\(folder)/\(Skill.fileName)"
        // A folder without the file is no skill.
        guard let changed = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date else {
            return nil
        }
        if let read = read.withLockedValue({ $0[folder] }), read.changed == changed { return read.skill }
        let skill = Result { () throws(SkillProblem) in try Skill(folder: folder, place: place) }
        read.withLockedValue { read in
            // As many as two places hold, whatever workspaces come and go.
            if read.count > 4 * Self.most { read = [:] }
            read[folder] = Read(changed: changed, skill: skill)
        }
        return skill
    }
}
