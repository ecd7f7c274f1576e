import AgentRuntime
import FarthingTesting
import LanguageModels
import Testing

@testable import HistoryCompression

struct LongConversationTests {
    @Test func `two hundred turns stay within the context, cost less, and keep thirty facts`() async throws {
        let window = 4_000
        let compressed = try await LongConversation.talk([HistoryCompression()], window: window)
        let plain = try await LongConversation.talk([], window: 1_000_000)
        #expect(compressed.test.extensionFailures.map(\.description) == [])
        #expect(compressed.requests.count == plain.requests.count)
        for request in compressed.requests {
            #expect(LongConversation.words(request.messages) <= window * 7 / 10 + 300)
        }

        let (cost, hits) = LongConversation.cost(compressed.requests)
        let (without, hitsWithout) = LongConversation.cost(plain.requests)
        // The summaries are paid too.
        let summaries = compressed.test.model.requests.filter { $0.messages.first?.text == Summariser.instructions }
        let asked = summaries.reduce(0) { $0 + LongConversation.words($1.messages) * 100 }
        #expect(cost + asked <= without * 6 / 10, "\(cost) + \(asked) of \(without)")
        #expect(hits >= hitsWithout * 8 / 10, "\(hits) of \(hitsWithout)")

        // What is asked about is in the prompt that asks; nearly everything is there before it is asked about.
        let last = LongConversation.text(try #require(compressed.requests.last))
        let unasked = (0..<LongConversation.facts).count { last.contains(LongConversation.fact($0)) }
        #expect(unasked >= 20, "\(unasked)")
        for number in 0..<LongConversation.facts {
            let question = LongConversation.question(number)
            _ = try await compressed.conversation.send(question, onEvent: compressed.test.log.sink)
            let prompt = LongConversation.text(try #require(LongConversation.main(compressed.test.model).last))
            #expect(prompt.contains(LongConversation.fact(number)), "\(question)")
        }
        let stored = try await compressed.test.ledger.conversation(compressed.conversation.id)
        #expect(stored?.messages.map(\.message) == compressed.conversation.entries.map(\.message))
    }

    /// How the utility model behaves.
    enum Utility: String, CaseIterable, Sendable {
        case brief, empty, endless, failing, overflowing, lying

        func answer() -> ScriptedReply {
            switch self {
            case .brief: .text("They talked.")
            case .empty: .text(" ")
            case .endless: .text(String(repeating: "and so on ", count: 3_000))
            case .failing: .failure(ModelError(.unsupported, "no", model: ScriptedModel.usualProfile.id))
            case .overflowing:
                .failure(ModelError(.contextTooLong, "too long", model: ScriptedModel.usualProfile.id))
            case .lying: .text("The code is QX-0000. They talked of 99 things.")
            }
        }
    }

    @Test(arguments: Utility.allCases)
    func `whatever the utility model does, every turn ends with a whole prompt`(_ utility: Utility) async throws {
        var settings = HistoryCompressionSettings()
        settings.expectedCalls = 1_000
        let talk = try await LongConversation.talk([HistoryCompression(settings)], turns: 60, window: 1_500) { _ in
            utility.answer()
        }
        #expect(talk.test.extensionFailures.map(\.description) == [])
        for request in talk.requests {
            #expect(LongConversation.words(request.messages) <= 1_500)
            #expect(request.messages.contains { $0.role == .user && !$0.text.isEmpty })
            #expect(!LongConversation.text(request).contains("QX-0000"))
            let calls = Set(request.messages.flatMap(\.toolCalls).map(\.id))
            let results = Set(request.messages.flatMap(\.toolResults).map(\.callID))
            #expect(calls == results)
        }
        let stored = try await talk.test.ledger.conversation(talk.conversation.id)
        #expect(stored?.messages.map(\.message) == talk.conversation.entries.map(\.message))
    }

    @Test func `summaries are in the books as what they are`() async throws {
        var settings = HistoryCompressionSettings()
        settings.expectedCalls = 1_000
        let talk = try await LongConversation.talk([HistoryCompression(settings)], turns: 40, window: 1_500)
        await talk.test.stop()
        let attempts = try await talk.test.ledger.attempts(SpendFilter(), limit: 1_000)
        let summaries = attempts.filter { $0.start.purpose == .summary }
        #expect(!summaries.isEmpty)
        #expect(summaries.allSatisfy { $0.start.slot == .utility && $0.start.caller == "HistoryCompression" })
        #expect(attempts.allSatisfy { $0.settlement != nil })
    }
}

extension TestRuntime {
    fileprivate func stop() async {
        // What runs in the background is ended; an extension that fails at that is in `extensionFailures`.
        do { try await runtime.stop() } catch { Issue.record(error) }
    }
}
