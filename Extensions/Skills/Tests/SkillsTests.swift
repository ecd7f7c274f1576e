import AgentRuntime
import FarthingTesting
import LanguageModels
import Testing

@testable import Skills

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SkillsTests {
    private let root = "/tmp/farthing-skills-\(UUID().uuidString)"

    private func write(_ text: String, _ path: String) throws {
        let file = "\(root)/\(path)"
        try FileManager.default.createDirectory(
            atPath: String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    private func clean() { try? FileManager.default.removeItem(atPath: root) }

    private var skills: Skills { Skills(userFolder: "\(root)/user") }

    @Test func `the prompt lists skills, and the model loads one`() async throws {
        defer { clean() }
        try write(
            "---\nname: poems\ndescription: Writes poems.\n---\n\n# Poems\nRhyme.\n", "work/Skills/poems/SKILL.md")
        try write("words", "work/Skills/poems/words.txt")
        try write("---\ndescription: >\n  Sends\n  letters.\n---\nBody\n", "user/letters/SKILL.md")
        let model = ScriptedModel([.toolCall("use_skill", #"{"name":"poems"}"#), .text("done")])
        let test = try TestRuntime(model, extensions: [skills], workspace: "\(root)/work")
        _ = try await test.send("a poem")
        #expect(
            model.requests[0].messages[0].text.hasSuffix(
                "Before work that one of these skills is for, load it with use_skill:\n"
                    + "- letters: Sends letters.\n- poems: Writes poems."))
        #expect(
            model.requests[1].messages.last?.toolResults.first?.text
                == "# Poems\nRhyme.\n\nFiles of this skill, in \(root)/work/Skills/poems: words.txt")
    }

    @Test func `without skills nothing is in the prompt and no tool is offered`() async throws {
        let model = ScriptedModel([.text("hi")])
        _ = try await TestRuntime(model, extensions: [skills], workspace: "\(root)/work").send("hi")
        #expect(model.requests[0].tools.isEmpty)
        #expect(!model.requests[0].messages[0].text.contains("skill"))
    }

    @Test func `a project's skill overrides the user's, and a change is seen in the next run`() throws {
        defer { clean() }
        try write("---\nname: a\ndescription: user's\n---\n", "user/a/SKILL.md")
        let skills = skills
        #expect(skills.skills(in: "\(root)/work").map(\.description) == ["user's"])
        try write("---\nname: a\ndescription: project's\n---\n", "work/Skills/a/SKILL.md")
        #expect(skills.skills(in: "\(root)/work").map(\.description) == ["project's"])
        try FileManager.default.removeItem(atPath: "\(root)/work/Skills/a")
        #expect(skills.skills(in: "\(root)/work").map(\.description) == ["user's"])
    }

    @Test func `what is no skill is said, and the others work`() throws {
        defer { clean() }
        try write("no front matter", "user/one/SKILL.md")
        try write("---\nname: Two Words\ndescription: x\n---\n", "user/two/SKILL.md")
        try write("---\nname: three\n---\n", "user/three/SKILL.md")
        try write("---\nname: four\ndescription: good\n---\n", "user/four/SKILL.md")
        try write("not a skill", "user/five/README.md")
        #expect(skills.skills(in: root).map(\.name) == ["four"])
        #expect(skills.problems(in: root).count == 3)
    }

    @Test(arguments: [
        ("---\nname: x\ndescription: Plain text # a comment\n---\nB", "Plain text"),
        ("---\ndescription: 'It''s here: now'\nname: x\n---\nB", "It's here: now"),
        ("---\ndescription: \"Says \\\"hi\\\"\"\n---\nB", "Says \"hi\""),
        ("---\r\ndescription: windows\r\n---\r\nB", "windows"),
        ("---\ndescription: |\n  one\n  two\n---\nB", "one\ntwo"),
        ("---\nmetadata:\n  description: not this\ndescription: this\n---\nB", "this"),
        ("---\ndescription: goes\n  on\n---\nB", "goes on"),
    ]) func `front matter is read`(text: String, description: String) throws {
        let read = try #require(SkillText(text))
        #expect(read.values["description"] == description)
        #expect(read.body == "B")
    }

    @Test func `a skill that is not there is said to the model`() async throws {
        defer { clean() }
        try write("---\ndescription: good\n---\n", "user/four/SKILL.md")
        let model = ScriptedModel([.toolCall("use_skill", #"{"name":"../secret"}"#), .text("done")])
        _ = try await TestRuntime(model, extensions: [skills], workspace: root).send("x")
        #expect(
            model.requests[1].messages.last?.toolResults.first?.text == "There is no skill ../secret. There are: four.")
    }
}
