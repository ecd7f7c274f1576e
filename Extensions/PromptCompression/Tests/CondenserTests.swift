import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import PromptCompression

/// A tool that answers with a page of prose, which nothing but a model can shorten.
private struct Report: Tool {
    struct Arguments: ToolArguments {}

    static let name = "report"
    static let description = "The report."
    static let text = (0..<90).map { place in
        "Station \(place) of the line was visited by Ada and found to be in the state \(place * 37 % 91) describes"
    }.joined(separator: ", and then ")

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput { ToolOutput(Self.text) }
}

struct CondenserTests {
    private func requests(
        settings: PromptCompressionSettings? = nil, turns: Int = 6,
        answering words: @escaping @Sendable () -> ScriptedReply
    ) async throws -> (main: [ModelRequest], asked: Int) {
        var usual = PromptCompressionSettings()
        (usual.asksUtility, usual.expectedCalls) = (true, 1_000)
        let model = ScriptedModel { request, _ in
            if request.messages.first?.text == Condenser.instructions { return words() }
            return request.messages.contains { !$0.toolResults.isEmpty } ? .text("Noted.") : .toolCall("report")
        }
        let test = try TestRuntime(model, extensions: [PromptCompression(settings ?? usual)], tools: [Report()])
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<turns {
            let result = try await conversation.send("Question \(turn)?", onEvent: test.log.sink)
            #expect(result.text == "Noted.")
        }
        #expect(test.extensionFailures.map(\.description) == [])
        let asked = model.requests.filter { $0.messages.first?.text == Condenser.instructions }
        return (model.requests.filter { $0.messages.first?.text != Condenser.instructions }, asked.count)
    }

    private func result(_ request: ModelRequest?) -> String? {
        request?.messages.flatMap(\.toolResults).first { $0.name == "report" }?.text
    }

    @Test func `fewer words take the place of a long text, with a way back, and stay the same`() async throws {
        let words = "Ada visited the stations; 37 is where Station 1 stands."
        let (main, asked) = try await requests { .text(words) }
        let texts = main.compactMap { result($0) }
        let short = try #require(texts.last)
        #expect(short.hasPrefix("\(words)\n[in fewer words; expand "))
        let first = try #require(texts.firstIndex(of: short))
        #expect(texts[..<first].allSatisfy { $0 == Report.text })
        #expect(texts[first...].allSatisfy { $0 == short })
        #expect(asked == 1)
    }

    @Test(arguments: ["Ada found 12345 stations.", "", " \n ", "She said \"all is well\".", Report.text])
    func `words that invent, say nothing or save nothing are not taken`(_ words: String) async throws {
        let (main, asked) = try await requests { .text(words) }
        #expect(asked >= 1)
        #expect(main.compactMap { result($0) }.allSatisfy { $0 == Report.text })
    }

    @Test func `a utility model that fails changes nothing`() async throws {
        let (main, asked) = try await requests {
            .failure(ModelError(.unsupported, "no", model: ScriptedModel.usualProfile.id))
        }
        #expect(asked >= 1)
        #expect(main.compactMap { result($0) }.allSatisfy { $0 == Report.text })
    }

    @Test func `nobody is asked where that is not wanted or does not pay`() async throws {
        var unasked = PromptCompressionSettings()
        unasked.expectedCalls = 1_000
        var dear = unasked
        (dear.asksUtility, dear.expectedCalls) = (true, 0)
        for settings in [unasked, dear] {
            let (_, asked) = try await requests(settings: settings) { .text("Short.") }
            #expect(asked == 0)
        }
    }
}
