import ExactJSON
import FoundationEssentials
import Testing

@testable import TextCompression

/// Real cases (see Fixtures/README.md): what must survive does, and it pays.
struct CompressionCaseTests {
    struct Case: Sendable, CustomStringConvertible {
        var id: String
        var kind: String
        var messages: [CompressibleMessage]
        var keep: [String]
        var protected: Int

        var description: String { "\(kind) \(id)" }
    }

    static let cases: [Case] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        guard let data = try? Data(contentsOf: folder.appending(path: "Fixtures/cases.jsonl")) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let value = try? JSONValue(parsing: Array(line)) else { return nil }
            return Case(
                id: value["id"]?.stringValue ?? "", kind: value["kind"]?.stringValue ?? "",
                messages: (value["messages"]?.arrayValue ?? []).map {
                    CompressibleMessage(
                        role: CompressibleMessage.Role(rawValue: $0["role"]?.stringValue ?? "") ?? .system,
                        text: $0["content"]?.stringValue ?? "")
                },
                keep: (value["keep"]?.arrayValue ?? []).compactMap(\.stringValue),
                protected: value["protect_last"]?.intValue ?? 0)
        }
    }()

    @Test func `the cases are there`() { #expect(Self.cases.count == 24) }

    @Test(arguments: cases)
    func `every fact survives, and the newest messages are untouched`(_ example: Case) {
        let result = MessageCompressor().compress(example.messages)
        let text = plain(result.map(\.text).joined(separator: "\n"))
        for fact in example.keep { #expect(text.contains(plain(fact)), "\(example): \(fact)") }
        #expect(result.suffix(example.protected).map(\.text) == example.messages.suffix(example.protected).map(\.text))
        if example.kind == "code" { #expect(result.map(\.text) == example.messages.map(\.text)) }
    }

    @Test(arguments: [("qa", 0.8), ("json", 0.5), ("jsonanom", 0.5), ("history", 0.08), ("math", 0.0)])
    func `at least this share of the bytes goes`(_ kind: String, _ share: Double) {
        let cases = Self.cases.filter { $0.kind == kind }
        let savings = cases.map { example in
            let before = example.messages.reduce(0) { $0 + $1.text.utf8.count }
            let after = MessageCompressor().compress(example.messages).reduce(0) { $0 + $1.text.utf8.count }
            return 1 - Double(after) / Double(before)
        }
        #expect(savings.reduce(0, +) / Double(savings.count) >= share)
    }

    /// Without case, and white space and JSON's escapes as one space.
    private func plain(_ text: String) -> String {
        text.replacing("\\\"", with: "\"").replacing("\\n", with: " ").replacing("\\\\", with: "\\")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
