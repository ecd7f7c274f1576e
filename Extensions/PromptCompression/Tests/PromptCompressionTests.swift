import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import PromptCompression

/// A tool that answers with a list of records.
private struct Stock: Tool {
    struct Arguments: ToolArguments {}

    static let name = "stock"
    static let description = "The stock."
    static let answer =
        "["
        + (0..<60).map { #"{"article": "\#($0)", "name": "spare part", "shelf": "north wing"}"# }.joined(
            separator: ", ")
        + "]"

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput { ToolOutput(Self.answer) }
}

struct PromptCompressionTests {
    private static let call = ToolCall(id: "1", name: "stock", arguments: "{}")

    /// A conversation in which a list is read in the first turn, and then some more is said.
    private func requests(_ settings: PromptCompressionSettings, turns: Int) async throws -> [ModelRequest] {
        let model = ScriptedModel([.toolCall("stock")] + (0...turns).map { .text("Answer \($0).") })
        let test = try TestRuntime(model, extensions: [PromptCompression(settings)], tools: [Stock()])
        let conversation = try await test.runtime.newConversation()
        for turn in 0...turns { _ = try await conversation.send("Question \(turn)?", onEvent: test.log.sink) }
        #expect(test.extensionFailures.isEmpty)
        return model.requests
    }

    private func result(in request: ModelRequest) -> String? {
        request.messages.flatMap(\.toolResults).first?.text
    }

    @Test func `an older tool result is sent as a table, and always as the same one`() async throws {
        let requests = try await requests(PromptCompressionSettings(), turns: 8)
        let texts = requests.compactMap(result)
        let table = try #require(texts.last)
        #expect(table.hasPrefix("[table"))
        #expect(table.contains("every row: name:spare part"))
        let first = try #require(texts.firstIndex(of: table))
        #expect(texts[first...].allSatisfy { $0 == table })
    }

    @Test func `the prompt of a cheap model is left alone`() async throws {
        var settings = PromptCompressionSettings()
        settings.minimumPrice = Money(dollars: 2)
        let requests = try await requests(settings, turns: 8)
        #expect(requests.compactMap(result).allSatisfy { $0 == Stock.answer })
    }

    @Test func `the system prompt and the newest messages are what they were`() async throws {
        let plain = try await requests(
            { () -> PromptCompressionSettings in
                var settings = PromptCompressionSettings()
                settings.minimumPrice = Money(dollars: 9)
                return settings
            }(), turns: 6)
        let shorter = try await requests(PromptCompressionSettings(), turns: 6)
        for (one, other) in zip(plain, shorter) where one.messages.count > 6 {
            #expect(one.messages[0] == other.messages[0])
            #expect(one.messages.last == other.messages.last)
        }
    }

    @Test func `a cached prefix is changed only when that pays`() {
        let dear = CachePrices(fresh: Money(dollars: 3), cached: Money(picodollars: 300_000_000_000))
        #expect(!dear.pays(saved: 100, reread: 10_000, calls: 8))
        #expect(dear.pays(saved: 8_000, reread: 6_000, calls: 8))
        let uncached = CachePrices(fresh: Money(dollars: 3), cached: Money(dollars: 3))
        #expect(uncached.pays(saved: 1, reread: 1_000_000, calls: 1))
    }

    @Test func `what was cut is opened again`() async throws {
        var settings = PromptCompressionSettings()
        settings.longResult = 500
        let long = (0..<200).map { "a line of prose that says thing \($0) and nothing else" }.joined(separator: "\n")
        let entries = [
            entry(.user, .person, [.text("Read it.")]),
            entry(.assistant, .model, [.toolCall(Self.call)]),
            entry(.tool, .tools, [.toolResult(ToolResult(callID: "1", name: "stock", text: long))]),
            entry(.assistant, .model, [.text("Read.")]), entry(.user, .person, [.text("Thanks, and now?")]),
        ]
        var prompt = CompressiblePrompt(entries, settings: settings)
        var known = CompressionMemory.Known()
        prompt.compress(
            &known, prices: CachePrices(fresh: Money(dollars: 1), cached: Money(dollars: 1)),
            now: Timestamp(microseconds: 0))
        let sent = try #require(prompt.entries[2].message.toolResults.first?.text)
        #expect(sent.utf8.count <= 500)
        let (handle, original) = try #require(known.originals.first)
        #expect(sent.contains("expand \(handle)"))
        #expect(original == long)
        #expect(prompt.entries[3...] == entries[3...])
    }

    @Test func `settings say what is wrong with them`() {
        #expect(throws: PromptCompressionProblem.self) { try PromptCompressionSettings(JSONObject([("targt", 1)])) }
        #expect(throws: PromptCompressionProblem.self) { try PromptCompressionSettings(JSONObject([("target", 2)])) }
        #expect(throws: Never.self) {
            let settings = try PromptCompressionSettings(JSONObject([("minimum_price", "0.25"), ("keep_recent", 3)]))
            #expect(settings.minimumPrice == Money("0.25"))
            #expect(settings.keepRecent == 3)
        }
    }

    private func entry(
        _ role: Message.Role, _ origin: MessageRecord.Origin, _ content: [ContentPart]
    ) -> HistoryEntry {
        let time = Timestamp(microseconds: 1)
        return HistoryEntry(
            id: MessageID(at: time), turn: TurnID(at: time), origin: origin,
            message: Message(role: role, content: content))
    }
}
