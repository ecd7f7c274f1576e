import AgentRuntime
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import HistoryCompression

/// What becomes of prompts that their provider finds too long, from the first refusal to the last.
struct ContextOverflowTests {
    private static let small = ModelID(provider: "scripted", name: "small")
    private static let large = ModelID(provider: "scripted", name: "large")
    private static let refusal = ModelError(.contextTooLong, "maximum context length exceeded", model: small)

    /// A model that takes fewer words than its profile says.
    private func model(taking most: Int, window: Int = 100_000) -> ScriptedModel {
        ScriptedModel(profile: ModelProfile(id: Self.small, contextWindow: window, maxOutputTokens: 100)) {
            request, _ in
            if request.messages.first?.text == Summariser.instructions { return .text("They talked.") }
            return LongConversation.words(request.messages) > most ? .failure(Self.refusal) : .text("Noted.")
        }
    }

    private func larger() -> ScriptedModel {
        ScriptedModel(profile: ModelProfile(id: Self.large, contextWindow: 1_000_000, maxOutputTokens: 100)) { _, _ in
            .text("From the large one.")
        }
    }

    private func words(_ turn: Int) -> String { (0..<60).map { "word\(turn)-\($0)" }.joined(separator: " ") }

    @Test func `it is compressed and the same model answers; the next prompts are short at once`() async throws {
        let (small, large) = (model(taking: 900), larger())
        let test = try TestRuntime(
            small, others: [large], extensions: [HistoryCompression()], fallbacks: [Self.large])
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<30 {
            #expect(try await conversation.send(words(turn), onEvent: test.log.sink).text == "Noted.")
        }
        #expect(large.requests.isEmpty)
        let refused = LongConversation.main(small).count { LongConversation.words($0.messages) > 900 }
        #expect(refused == 1)
        // What the person just said is what is asked.
        #expect(LongConversation.main(small).last?.messages.last { $0.role == .user }?.text == words(29))
        #expect(test.extensionFailures.map(\.description) == [])
        #expect(try await !conversation.compactions().isEmpty)
        let stored = try await test.ledger.conversation(conversation.id)
        #expect(stored?.messages.map(\.message) == conversation.entries.map(\.message))
    }

    @Test func `what cannot be compressed goes to a larger model, and without one is refused`() async throws {
        let giant = words(0) + String(repeating: " and on", count: 2_000)
        let (small, large) = (model(taking: 900), larger())
        let test = try TestRuntime(
            small, others: [large], extensions: [HistoryCompression()], fallbacks: [Self.large])
        #expect(try await test.send(giant).text == "From the large one.")
        #expect(large.requests.last?.messages.last?.text == giant)

        let alone = try TestRuntime(model(taking: 900), extensions: [HistoryCompression()])
        let error = await #expect(throws: ModelError.self) { try await alone.send(giant) }
        #expect(error?.code == .contextTooLong)
        #expect(alone.model.requests.count == 1)
        #expect(alone.extensionFailures.map(\.description) == [])
    }

    @Test func `a provider that is never content is asked four times at most`() async throws {
        let test = try TestRuntime(model(taking: 0), extensions: [HistoryCompression()])
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<12 {
            await #expect(throws: ModelError.self) {
                try await conversation.send(words(turn), onEvent: test.log.sink)
            }
        }
        let turns = Dictionary(grouping: LongConversation.main(test.model)) {
            $0.messages.last { $0.role == .user }?.text ?? ""
        }
        #expect(turns.count == 12)
        #expect(turns.values.allSatisfy { $0.count <= 4 })
    }

    @Test(arguments: [ModelError.Code.contextTooLong, .unsupported, .overloaded])
    func `a utility model that fails while a prompt overflows does not stop the turn`(
        _ code: ModelError.Code
    ) async throws {
        var settings = HistoryCompressionSettings()
        settings.expectedCalls = 1_000
        let profile = ModelProfile(id: Self.small, contextWindow: 100_000, maxOutputTokens: 100)
        let model = ScriptedModel(profile: profile) { request, _ in
            if request.messages.first?.text == Summariser.instructions {
                return .failure(ModelError(code, "no", model: Self.small))
            }
            return LongConversation.words(request.messages) > 900 ? .failure(Self.refusal) : .text("Noted.")
        }
        var retry = RetryPolicy()
        retry.attempts = 1
        let test = try TestRuntime(model, extensions: [HistoryCompression(settings)], retry: retry)
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<20 {
            #expect(try await conversation.send(words(turn), onEvent: test.log.sink).text == "Noted.")
        }
    }

    @Test func `a request is shortened by the rules of a history`() async throws {
        let test = try TestRuntime(model(taking: .max))
        let record = try await test.runtime.newConversation().record
        let run = test.runtime.detachedRun(record, turn: TurnID(at: test.clock.now))
        let shortening = RequestShortening(
            run: run, settings: HistoryCompressionSettings(), cache: SummaryCache(),
            calls: SummaryCalls(atMost: 0, until: .zero))
        var messages = [Message(.system, "Rules.")]
        for turn in 0..<10 {
            let call = ToolCall(id: "\(turn)", name: "look", arguments: "{}")
            messages.append(Message(.user, "Question \(turn)?"))
            messages.append(Message(role: .assistant, content: [.toolCall(call)]))
            let result = ToolResult(callID: call.id, name: call.name, text: words(turn))
            messages.append(Message(role: .tool, content: [.toolResult(result)]))
            messages.append(Message(.assistant, "Answer \(turn)."))
        }
        messages.append(Message(.user, "The last one?"))
        let request = ModelRequest(model: Self.small, messages: messages)
        let shorter = try #require(await shortening.shortened(request, to: 400))
        #expect(run.promptTokens(of: shorter) <= 400)
        #expect(shorter.messages.first == messages.first)
        #expect(shorter.messages.suffix(5) == messages.suffix(5))
        #expect(shorter.messages[1].text.hasPrefix("[Summary of "))
        let calls = Set(shorter.messages.flatMap(\.toolCalls).map(\.id))
        #expect(calls == Set(shorter.messages.flatMap(\.toolResults).map(\.callID)))
        for entries in [[], [messages[0]], [messages[0], Message(.user, String(repeating: "word ", count: 900))]] {
            #expect(await shortening.shortened(ModelRequest(model: Self.small, messages: entries), to: 400) == nil)
        }
    }
}
