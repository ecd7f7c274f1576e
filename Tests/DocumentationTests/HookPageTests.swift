import AgentRuntime
import FarthingTesting
import LanguageModels
import Testing

@Suite struct HookPageTests {
    /// The declarations of `Hooks` by their wire names: `hooks.systemPrompt`: `Hook<Array<PromptSection>>`.
    private static let declared: [String: (property: String, kind: String)] = {
        var declared: [String: (property: String, kind: String)] = [:]
        for child in Mirror(reflecting: Hooks()).children {
            guard let property = child.label else { continue }
            let point = Mirror(reflecting: child.value).children.first { $0.label == "point" }?.value as? HookPoint
            let kind = "\(type(of: child.value))".prefix { $0 != "<" }
            if let point { declared[point.rawValue] = (property, String(kind)) }
        }
        return declared
    }()

    @Test(arguments: HookPoint.allCases) func `every point has a page that says what it is`(point: HookPoint) throws {
        let page = try Repository.text("docs/hooks/\(point.rawValue).md")
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "# \(point.rawValue)")
        let (property, kind) = try #require(Self.declared[point.rawValue])
        #expect(lines[4].hasPrefix("`hooks.\(property)`: `\(kind)<"))
        // When it fires stands in the source; the page repeats it.
        let source = try Repository.text("Sources/AgentRuntime/Hooks/HookPoint.swift")
        #expect(source.contains("    /// \(lines[2])\n    case \(property) = \"\(point.rawValue)\"\n"))
        for heading in ["## What counts", "## Example"] { #expect(lines.contains(heading)) }
    }

    @Test(arguments: HookPoint.allCases) func `the example of a page is the one that is compiled`(point: HookPoint)
        throws
    {
        let page = try Repository.text("docs/hooks/\(point.rawValue).md")
        let block = try #require(CodeBlock.all(in: page).first)
        #expect(block.language == "swift")
        let source = try Repository.text("Tests/DocumentationTests/HookExamples.swift")
        let indented = block.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "        \($0)" }.joined(separator: "\n")
        #expect(source.contains("        // \(point.rawValue)\n\(indented)\n    }\n"))
    }

    @Test func `the list of points is whole and nothing else is there`() throws {
        let pages = try Repository.names(in: "docs/hooks").filter { $0 != "README.md" }
        #expect(pages == HookPoint.allCases.map { "\($0.rawValue).md" }.sorted())
        let list = try Repository.text("docs/hooks/README.md")
        for point in HookPoint.allCases { #expect(list.contains("| [\(point.rawValue)](\(point.rawValue).md) | ")) }
    }

    @Test func `the examples run together without a failure`() async throws {
        let log = ExampleLog()
        let model = ScriptedModel([
            ScriptedReply.toolCall("missing", "{}").thinking("Hm."), .text("An answer."),
        ])
        let test = try TestRuntime(model, extensions: [HookExamples(log: log)])
        try await test.runtime.start()
        let result = try await test.send("Hello there")
        try await test.runtime.stop()
        #expect(test.extensionFailures.map(\.description) == [])
        #expect(result.text == "An answer.\n")
        #expect(model.requests.first?.temperature == 0.2)
        #expect(model.requests.first?.maxOutputTokens == 500)
        #expect(log.all.contains("a message of 11 characters"))
        #expect(log.all.contains("missing failed"))
        #expect(log.all.last == "stopped")
    }
}
