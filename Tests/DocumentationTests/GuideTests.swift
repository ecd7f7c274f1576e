import Testing

/// What the guide shows is in files that are run by other tests.
@Suite struct GuideTests {
    private static let sources = [
        "Sources/ExtensionKit/Templates/template-python.py",
        "Sources/ExtensionKit/Templates/template-manifest.yaml",
        "Sources/ExtensionKit/Templates/template-test.yaml",
        "Sources/ExtensionKit/Templates/template-test.trace",
        "Examples/SpendingCap/Sources/SpendingCap.swift", "Examples/Embedding/Sources/Assistant.swift",
        "Examples/redactor-python/main.py", "Examples/mcp-server/farthing.yaml",
        "Examples/SpendingCap/Tests/SpendingCapTests.swift",
    ]

    @Test func `every block of code in the guide stands in a file that is run`() throws {
        let texts = try Self.sources.map {
            try Repository.text($0).replacing("{{name}}", with: "hello")
        }
        let blocks = CodeBlock.all(in: try Repository.text("docs/guide.md"))
        #expect(blocks.count > 5)
        for block in blocks where block.language != "console" {
            let lines = block.text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            #expect(
                texts.contains { text in lines.allSatisfy { text.contains($0) } },
                "no file holds this \(block.language) block: \(block.text)")
        }
    }

    @Test func `links lead to files that are there`() throws {
        for page in ["docs/guide.md", "Examples/README.md", "docs/hooks/README.md"] {
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for link in try Repository.text(page).split(separator: "](").dropFirst() {
                let target = link.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.hasPrefix("http") else { continue }
                let path = target.hasPrefix("../") ? String(target.dropFirst(3)) : "\(folder)/\(target)"
                #expect(
                    (try? Repository.names(in: path)) != nil || (try? Repository.text(path)) != nil,
                    "\(page): \(target)")
            }
        }
    }
}
