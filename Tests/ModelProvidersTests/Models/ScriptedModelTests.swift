import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct ScriptedModelTests {
    private let request = ModelRequest(
        model: ModelID(provider: "scripted", name: "model"), messages: [Message(.user, "hello there")])

    @Test func `conforms`() async {
        let violations = await ModelConformance(request: request) {
            ScriptedModel { _, _ in .text("one two three").thinking("hmm well") }
        }.violations()
        #expect(violations == [])
    }

    @Test func `gives its replies in order and remembers the requests`() async throws {
        let model = ScriptedModel([
            .toolCalls([("read_file", #"{"path":"a"}"#), ("list_files", "")]),
            .text("Done now.").used(Usage(input: 7, output: 2)).served(by: "other"),
        ])
        let first = try await model.respond(to: request) { _ in }
        #expect(
            first.message.toolCalls == [
                ToolCall(id: "call_1", name: "read_file", arguments: #"{"path":"a"}"#),
                ToolCall(id: "call_2", name: "list_files", arguments: ""),
            ])
        #expect(first.finishReason == .toolCalls)
        #expect(first.usage == ScriptedReply.usualUsage)
        var events: [ModelEvent] = []
        let second = try await model.respond(to: request) { events.append($0) }
        let usage = UsageReport(Usage(input: 7, output: 2), source: .provider)
        #expect(
            events == [
                .started(id: "scripted-2", servedModel: "other"), .textDelta("Done "), .textDelta("now."),
                .usage(usage),
            ])
        #expect(second.message == Message(.assistant, "Done now."))
        #expect(second.finishReason == .stop)
        #expect(model.requests == [request, request])
        #expect(model.finished == 2)
    }

    @Test func `fails with a typed cause when the script has run out`() async throws {
        let model = ScriptedModel([])
        let error = await #expect(throws: ModelError.self) { try await model.respond(to: request) { _ in } }
        let exhausted = try #require(error?.cause as? ScriptExhausted)
        #expect(exhausted.request == 1)
        #expect(exhausted.lastMessage == "hello there")
        #expect(error?.isTransient == false)
    }

    @Test func `fails in the middle of a reply`() async throws {
        let model = ScriptedModel([.text("a b c").failing(ModelError(.truncated, "cut"), afterSteps: 2)])
        var sum = EventSum()
        let error = await #expect(throws: ModelError.self) { try await model.respond(to: request) { sum.add($0) } }
        #expect(error?.code == .truncated)
        #expect(sum.content == [.text("a b ")])
        #expect(model.finished == 0)
    }

    @Test func `waits at its gate until the test opens it`() async throws {
        let gate = Gate()
        let model = ScriptedModel([.text("a b").gated(by: gate, afterSteps: 1)])
        let request = request
        async let response = model.respond(to: request) { _ in }
        await gate.arrival()
        #expect(model.finished == 0)
        gate.open()
        #expect(try await response.message.text == "a b")
    }
}
