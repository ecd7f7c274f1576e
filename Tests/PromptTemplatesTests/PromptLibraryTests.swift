import Foundation
import Testing

@testable import PromptTemplates

@Suite struct PromptLibraryTests {
    private func library(_ folders: PromptFolder..., embedded: [String: String] = [:]) -> PromptLibrary {
        let texts = PromptPlace.embedded(names: embedded.keys.sorted()) { embedded[$0] }
        return PromptLibrary(places: folders.map { .folder($0.path) } + [texts], values: ["base": "B"])
    }

    @Test func `takes a prompt from the nearest place that has it`() throws {
        let project = try PromptFolder(["a.md": "project"])
        let user = try PromptFolder(["a.md": "user", "b.md": "user b"])
        let prompts = library(project, user, embedded: ["a.md": "own", "b.md": "own b", "c.md": "own c"])
        #expect(try prompts.render("a") == "project")
        #expect(try prompts.render("b.md") == "user b")
        #expect(try prompts.render("c") == "own c")
        #expect(prompts.has("c"))
        #expect(!prompts.has("d"))
        let error = #expect(throws: PromptError.self) { try prompts.render("d") }
        #expect(error?.description == "d.md:1: there is no such prompt in any place")
        #expect(error?.code == .missing)
    }

    @Test func `builds on the original place by place`() throws {
        let project = try PromptFolder(["a.md": "[{{include original}}]"])
        let user = try PromptFolder(["a.md": "<{{ include original }}>\n"])
        #expect(try library(project, user, embedded: ["a.md": "own {{base}}\n\n"]).render("a") == "[<own B>]")
    }

    @Test func `includes other prompts from the nearest place`() throws {
        let project = try PromptFolder(["b.md": "nearer {{x}}\n", "sub/c.md": "c"])
        let prompts = library(
            project, embedded: ["a.md": "1\n{{include \"b\"}}\n{{include 'sub/c.md'}}!", "b.md": "own"])
        #expect(try prompts.render("a", ["x": "{{y}}"]) == "1\nnearer {{y}}\nc!")
    }

    @Test func `reads again what changed, appeared or vanished on disk`() throws {
        let project = try PromptFolder()
        let prompts = library(project, embedded: ["a.md": "own", "b.md": "{{include \"a\"}}"])
        #expect(try prompts.render("b") == "own")
        try project.write("a.md", "first")
        #expect(try prompts.render("b") == "first")
        try project.write("a.md", "second time")
        #expect(try prompts.render("b") == "second time")
        try project.remove("a.md")
        #expect(try prompts.render("b") == "own")
    }

    @Test func `stops at a circle through several prompts`() throws {
        let project = try PromptFolder([
            "a.md": "x\n{{include \"b\"}}", "b.md": "{{include \"c\"}}", "c.md": "\n\n{{include \"a\"}}",
        ])
        let error = #expect(throws: PromptError.self) { try library(project).render("a") }
        #expect(error?.code == .cycle)
        #expect(error?.description == "\(project.path)/c.md:3: the prompt includes itself: a.md → b.md → c.md → a.md")
    }

    @Test func `allows one prompt twice, but bounds depth and length`() throws {
        var texts = ["twice.md": "{{include \"x\"}}{{include \"x\"}}", "x.md": "x"]
        for index in 0..<20 { texts["d\(index).md"] = "{{include \"d\(index + 1)\"}}" }
        for index in 0..<12 { texts["e\(index).md"] = String(repeating: "{{include \"e\(index + 1)\"}}", count: 8) }
        texts["e12.md"] = ""
        texts["f.md"] = String(repeating: "{{include \"g\"}}", count: 17)
        texts["g.md"] = String(repeating: "0123456789abcdef", count: 16_000)
        let prompts = library(embedded: texts)
        #expect(try prompts.render("twice") == "xx")
        let deep = #expect(throws: PromptError.self) { try prompts.render("d0") }
        #expect(deep?.description == "d15.md:1: includes nest more than 16 deep")
        let many = #expect(throws: PromptError.self) { try prompts.render("e0") }
        #expect(many?.message == "more than 1000 includes in one prompt")
        let long = #expect(throws: PromptError.self) { try prompts.render("f") }
        #expect(long?.message == "the prompt grows beyond 4 MiB")
    }

    @Test(arguments: ["../a", "/a", ".hidden", "a/../b", "a//b", "", "a b", "ä"])
    func `takes no name that leads out of its place`(_ name: String) throws {
        let error = #expect(throws: PromptError.self) { try library().render(name) }
        #expect(error?.code == .missing)
    }

    @Test func `says why a file cannot be read`() throws {
        let project = try PromptFolder()
        try project.write("a.md", Data([0x61, 0xFF]))
        try project.write("b.md", Data(repeating: 0x61, count: 262_145))
        let prompts = library(project)
        #expect(
            throws: PromptError(
                .unreadable, file: "\(project.path)/a.md", line: 1, "the prompt cannot be read: it is not UTF-8 text")
        ) {
            try prompts.render("a")
        }
        #expect(
            throws: PromptError(
                .unreadable, file: "\(project.path)/b.md", line: 1,
                "the prompt cannot be read: it is larger than 256 KiB")
        ) {
            try prompts.render("b")
        }
    }

    @Test func `lets given values win over its own`() throws {
        let prompts = library(embedded: ["a.md": "{{base}}"])
        #expect(try prompts.render("a", ["base": "mine"]) == "mine")
        #expect(try prompts.prompt("a", [:]) == "B")
    }
}
