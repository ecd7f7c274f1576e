import AgentRuntime
import Composition
import Skills
import Terminal

extension ReplSession {
    /// `/skills`, and `/skills NAME`: what the agent can load, as it is in the folders now.
    func showSkills(_ name: String) throws {
        let members = composed.runtime.extensions.active
        guard let shelf = members.lazy.compactMap({ $0.value as? Skills }).first else {
            return try say("The extension Skills is off: /extensions lists who is.")
        }
        let workspace = conversation.record.workspace ?? composed.runtime.configuration.workspace
        let skills = shelf.skills(in: workspace)
        guard name.isEmpty else {
            guard let skill = skills.first(where: { $0.name == name }) else {
                return try say("There is no skill \(name). /skills lists them.")
            }
            try say("\(skill.name), the \(skill.place)'s, in \(skill.folder): \(skill.description)")
            return try output.writeLine(TextSanitizer.sanitized(try shelf.text(of: skill)))
        }
        if skills.isEmpty {
            try say("There are no skills: a folder with a SKILL.md in ./Skills or in skills of your settings is one.")
        } else {
            var table = Table([.init("skill"), .init("from"), .init("what it is for")])
            for skill in skills {
                table.add([skill.name, "\(skill.place)", TextSanitizer.sanitized(skill.description)])
            }
            try output.write(table.rendered(width: output.columns, palette: output.palette))
        }
        for problem in shelf.problems(in: workspace) {
            try say(TextSanitizer.sanitized("Cannot be used: \(problem)"))
        }
    }
}
