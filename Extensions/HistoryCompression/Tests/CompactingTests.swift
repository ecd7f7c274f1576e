import AgentRuntime
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import HistoryCompression

struct CompactingTests {
    @Test func `a compaction by hand halves what is sent, and taken back sends what is stored`() async throws {
        let talk = try await LongConversation.talk([HistoryCompression()], turns: 12, window: 100_000)
        let conversation = talk.conversation
        #expect(try await conversation.compactions().isEmpty)
        let record = try #require(try await conversation.compact())
        #expect(record.tokensAfter <= record.tokensBefore / 2)
        let view = try await conversation.compactions().view(of: conversation.entries)
        #expect(view.count < conversation.entries.count)
        _ = try await conversation.send("And now?", onEvent: talk.test.log.sink)
        let sent = try #require(LongConversation.main(talk.test.model).last).messages.map(\.content)
        #expect(Array(sent.dropFirst().prefix(view.count)) == view.map(\.message.content))

        #expect(try await conversation.undoCompaction() == record)
        #expect(try await conversation.undoCompaction() == nil)
        _ = try await conversation.send("And then?", onEvent: talk.test.log.sink)
        let whole = try #require(LongConversation.main(talk.test.model).last).messages.dropFirst().map(\.content)
        #expect(whole == conversation.entries.dropLast().map(\.message.content))
    }

    @Test func `a resumed conversation keeps its compactions`() async throws {
        let talk = try await LongConversation.talk([HistoryCompression()], turns: 12, window: 100_000)
        let record = try #require(try await talk.conversation.compact())
        let second = try TestRuntime(
            ScriptedModel([.text("Yes."), .text("No.")]), extensions: [HistoryCompression()], ledger: talk.test.ledger)
        let resumed = try await second.runtime.resumeConversation(talk.conversation.id)
        #expect(try await resumed.compactions().records == [record])
        _ = try await resumed.send("Still there?", onEvent: second.log.sink)
        let summary = try #require(second.model.requests.last?.messages.dropFirst().first)
        #expect(summary.text.hasPrefix("[Summary of "))
        #expect(try await resumed.undoCompaction() == record)
        #expect(try await second.ledger.compactions(of: resumed.id) == [])
    }

    @Test func `a compaction covers nothing that was taken back`() async throws {
        let talk = try await LongConversation.talk([HistoryCompression()], turns: 8, window: 100_000)
        let before = talk.conversation.entries
        _ = try await talk.conversation.compact()
        for _ in 0..<3 { _ = try await talk.conversation.undo() }
        let left = talk.conversation.entries
        let view = try await talk.conversation.compactions().view(of: left)
        #expect(left == Array(before.prefix(left.count)))
        #expect(!view.isEmpty)
    }

    @Test func `a prompt that cannot fit is refused with what to do`() async throws {
        let model = ScriptedModel(
            [.text("Hello.")],
            profile: ModelProfile(id: ScriptedModel.usualProfile.id, contextWindow: 300, maxOutputTokens: 100))
        let test = try TestRuntime(model, extensions: [HistoryCompression()])
        let error = await #expect(throws: AgentError.self) {
            try await test.send(String(repeating: "word ", count: 2_000))
        }
        #expect(error?.code == .contextTooLong)
        #expect(error?.message.contains("/compact") == true)
        #expect(model.requests.isEmpty)
    }

    @Test func `a prompt that does not fit goes to a larger model that is at hand`() async throws {
        let small = ScriptedModel(
            [.text("small")],
            profile: ModelProfile(id: ScriptedModel.usualProfile.id, contextWindow: 300, maxOutputTokens: 100))
        let large = ScriptedModel(
            [.text("large")],
            profile: ModelProfile(
                id: ModelID(provider: "scripted", name: "large"), contextWindow: 10_000, maxOutputTokens: 100))
        let test = try TestRuntime(
            small, others: [large], extensions: [HistoryCompression()], fallbacks: [large.profile.id])
        let result = try await test.send(String(repeating: "word ", count: 2_000))
        #expect(result.text == "large")
    }

    @Test func `a prompt that the provider finds too long is made shorter and asked again`() async throws {
        let lengths = NIOLockedValueBox<[Int]>([])
        let profile = ModelProfile(id: ScriptedModel.usualProfile.id, contextWindow: 3_000, maxOutputTokens: 100)
        let model = ScriptedModel(profile: profile) { request, _ in
            let words = LongConversation.words(request.messages)
            lengths.withLockedValue { $0.append(words) }
            // It has less room than it says.
            if words > 1_200 {
                return .failure(ModelError(.contextTooLong, "The prompt is too long.", model: profile.id))
            }
            return .text("Noted.")
        }
        let test = try TestRuntime(model, extensions: [HistoryCompression()])
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<40 {
            let words = (0..<60).map { "word\(turn)-\($0)" }.joined(separator: " ")
            _ = try await conversation.send(words, onEvent: test.log.sink)
        }
        #expect(lengths.withLockedValue { $0.count { $0 > 1_200 } } <= 2)
        #expect(test.extensionFailures.map(\.description) == [])
    }

    @Test func `only the newest images are sent`() async throws {
        var settings = HistoryCompressionSettings()
        settings.maxEmbeds = 2
        let model = ScriptedModel((0..<4).map { .text("Seen \($0).") })
        let test = try TestRuntime(model, extensions: [HistoryCompression(settings)])
        let conversation = try await test.runtime.newConversation()
        for number in 0..<4 {
            let image = ContentPart.image(.url("https://example.org/\(number)"))
            _ = try await conversation.send(
                Message(role: .user, content: [.text("Look."), image]), onEvent: test.log.sink)
        }
        let sent = try #require(model.requests.last).messages.filter { $0.role == .user }
        #expect(
            sent.map { $0.content.last == .text(EmbedLimit.placeholder) } == [true, true, false, false])
        #expect(conversation.contextUse?.images == 2)
    }

    @Test func `a slow utility model is not waited for longer than its patience`() async throws {
        var settings = HistoryCompressionSettings()
        settings.expectedCalls = 1_000
        settings.patience = 7
        let gate = Gate()
        let model = ScriptedModel { request, _ in
            request.messages.first?.text == Summariser.instructions
                ? .text("Too late.").gated(by: gate) : .text("That is noted, and here is a remark about it.")
        }
        let test = try TestRuntime(model, extensions: [HistoryCompression(settings)])
        let conversation = try await test.runtime.newConversation()
        for _ in 0..<20 {
            _ = try await conversation.send("We go on about the thing, turn by turn.", onEvent: test.log.sink)
        }
        async let compacting = conversation.compact()
        await gate.arrival(1)
        await test.clock.sleepers(atLeast: 1)
        // Its patience is over, and so is the time in which it is asked again.
        test.clock.advance(by: .seconds(14))
        let record = try #require(try await compacting)
        #expect(record.tokensAfter < record.tokensBefore)
        #expect(!record.parts.contains { $0.message.text.contains("Too late") })
    }
}
