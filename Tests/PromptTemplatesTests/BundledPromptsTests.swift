import Foundation
import PromptTemplates
import Prompts
import Testing

@Suite struct BundledPromptsTests {
    static let tools = [
        "call_subordinate", "list_files", "read_file", "response", "search_files", "shell", "write_file",
    ]

    /// The variables of each prompt that needs any.
    static let variables: [String: [String: String]] = [
        "fw.extras.md": ["extras": "E"], "fw.intervention.md": ["message": "M"],
        "fw.limit_reached.md": ["limit": "50 iterations"], "fw.misformat.md": ["reason": "R", "tools": "a, b"],
        "fw.repeated_call.md": ["times": "3"], "fw.tool_error.md": ["tool": "T", "error": "E"],
        "fw.tool_not_found.md": ["tool": "T", "tools": "a, b"], "fw.tool_result.md": ["tool": "T", "result": "R"],
        "fw.unusable_reply.md": ["reason": "R", "tools": "a, b"],
    ]

    private let library = PromptLibrary(places: [.embedded(names: Prompts.names, text: Prompts.text)])

    private func system(native: Bool, subordinate: Bool = false, tools: String = "") throws -> String {
        try library.prompt(
            "agent.system.main",
            [
                "agent_name": "A0", "workspace": "/work", "tools_native": native ? "true" : "", "tools": tools,
                "is_subordinate": subordinate ? "true" : "",
            ])
    }

    @Test func `are those of the folder`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("prompts")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        #expect(files.sorted() == Prompts.names)
        for name in Prompts.names {
            #expect(
                Prompts.text(name) == (try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)))
        }
        #expect(Prompts.text("none.md") == nil)
    }

    @Test(arguments: Prompts.names.filter { $0.hasPrefix("fw.") })
    func `render with their variables`(_ name: String) throws {
        let values = Self.variables[name] ?? [:]
        let text = try library.prompt(name, values)
        #expect(!text.isEmpty)
        #expect(values.values.allSatisfy { text.contains($0) })
        #expect(!text.contains("{{"))
    }

    @Test func `describe every tool briefly`() throws {
        for tool in Self.tools {
            let text = try library.render("agent.system.tool.\(tool)")
            #expect((40...500).contains(text.utf8.count), "\(tool): \(text.utf8.count)")
        }
        #expect(Prompts.names.count { $0.hasPrefix("agent.system.tool.") } == Self.tools.count)
    }

    @Test func `make a system prompt for native tools and one for tools in text`() throws {
        let native = try system(native: true)
        #expect(native.contains("You are A0"))
        #expect(native.contains("/work"))
        #expect(!native.contains("tool_name"))
        let text = try system(native: false, tools: "### shell\nRuns.")
        #expect(text.contains("\"tool_name\""))
        #expect(text.hasSuffix("### shell\nRuns."))
        #expect(try system(native: true, subordinate: true).contains("working for another agent"))
        for prompt in [native, text] {
            #expect(!prompt.contains("{{"))
            #expect(!prompt.contains("\n\n\n"))
        }
    }

    /// English prose has more than four bytes a token in every encoding in use; the exact count stands in the
    /// tokenizer's tests.
    @Test func `make a system prompt under 1,200 tokens`() throws {
        let descriptions = try Self.tools.map { "### \($0)\n\(try library.render("agent.system.tool.\($0)"))" }
        #expect(try system(native: true).utf8.count < 4_800)
        #expect(try system(native: false, tools: descriptions.joined(separator: "\n\n")).utf8.count < 4_800 + 1_600)
    }
}
