import AgentRuntime
import FarthingTesting
import LanguageModels
import Testing

@testable import HistoryCompression

struct CompactionPropertyTests {
    /// How the utility model behaves.
    enum Utility: Int, CaseIterable, Sendable {
        case brief, empty, endless, failing, overflowing, lying
    }

    private static func model(_ utility: Utility) -> ScriptedModel {
        ScriptedModel { _, _ in
            switch utility {
            case .brief: .text("They talked.")
            case .empty: .text(" \n")
            case .endless: .text(String(repeating: "and so on ", count: 3_000))
            case .failing: .failure(ModelError(.unsupported, "no", model: ScriptedModel.usualProfile.id))
            case .overflowing:
                .failure(ModelError(.contextTooLong, "too long", model: ScriptedModel.usualProfile.id))
            case .lying: .text("The code of site 12 is QX-0001. They talked.")
            }
        }
    }

    private func compaction(
        _ run: Run, _ entries: [HistoryEntry], target: Int, limit: Int
    ) -> (Compaction, (HistoryEntry) -> Int) {
        var settings = HistoryCompressionSettings()
        settings.expectedCalls = 1_000
        let count: (HistoryEntry) -> Int = { HistoryKeeper.bytes(of: $0.message) / 4 + 1 }
        let summariser = Summariser(
            run: run, settings: settings, cache: SummaryCache(), finder: FactFinder(entries),
            calls: SummaryCalls(atMost: 1_000, until: .seconds(1_000_000)), model: ScriptedModel.usualProfile.id)
        return (
            Compaction(
                plan: CompactionPlan(settings: settings, target: target, limit: limit), summariser: summariser,
                count: count), count
        )
    }

    @Test(arguments: 0..<60)
    func `a compaction of any history ends, is shorter, keeps calls with results, and does nothing twice`(
        _ seed: Int
    ) async throws {
        var random = RandomHistory(seed: seed)
        let utility = Utility.allCases[seed % Utility.allCases.count]
        let test = try TestRuntime(Self.model(utility))
        let conversation = try await test.runtime.newConversation()
        let turn = TurnID(at: test.clock.now)
        try await test.ledger.commit([
            .conversationStarted(conversation.record),
            .turnStarted(TurnRecord(id: turn, conversation: conversation.id, startedAt: test.clock.now)),
        ])
        let run = test.runtime.detachedRun(conversation.record, turn: turn)
        let entries = random.entries()
        let limit = 100 + random.number(4_000)
        let (compaction, count) = compaction(run, entries, target: limit * 8 / 10, limit: limit)
        let start = Stretch.of(entries, CompactedHistory(), count: count)
        let (done, steps) = await compaction.work(on: start)
        let (before, after) = (start.reduce(0) { $0 + $1.tokens }, done.reduce(0) { $0 + $1.tokens })

        #expect(steps <= Compaction.bound(entries.count), "seed \(seed)")
        #expect(done.flatMap(\.messages) == entries.map(\.id), "seed \(seed)")
        #expect(done.contains(where: \.isNew) ? after < before : after == before, "seed \(seed)")
        #expect(after <= limit || done.allSatisfy { !isSpare($0, in: done) }, "seed \(seed): \(after) > \(limit)")
        // Calls and results stay together, or are gone together.
        let calls = done.flatMap { $0.entry.message.toolCalls.map(\.id) }
        let results = done.flatMap { $0.entry.message.toolResults.map(\.callID) }
        let answered = Set(entries.flatMap { $0.message.toolResults.map(\.callID) })
        #expect(Set(calls).intersection(answered) == Set(results), "seed \(seed)")
        #expect(Set(entries.flatMap { $0.message.toolCalls.map(\.id) }).subtracting(answered).isSubset(of: calls))
        // The newest messages stay; above the limit results of tools may be cut.
        for (old, new) in zip(entries.suffix(5), done.suffix(5)) {
            #expect(new.entry.message == old.message || old.message.role == .tool, "seed \(seed)")
            #expect(new.entry.id == old.id, "seed \(seed)")
        }
        // Undone, it is the history, byte for byte; done again, nothing changes.
        var history = CompactedHistory()
        history.append(
            CompactionRecord(
                id: CompactionID("k"), conversation: conversation.id, turn: turn, madeAt: test.clock.now,
                parts: done.filter(\.isNew).map(\.part), tokensBefore: before, tokensAfter: after))
        #expect(history.view(of: entries) == done.map(\.entry), "seed \(seed)")
        let again = await compaction.work(on: Stretch.of(entries, history, count: count))
        #expect(again.stretches.map(\.entry) == done.map(\.entry), "seed \(seed)")
        _ = history.removeLast()
        #expect(history.view(of: entries) == entries, "seed \(seed)")
    }

    /// Whether more could have been taken from it: long, and neither the person's newest words nor pinned.
    private func isSpare(_ stretch: Stretch, in all: [Stretch]) -> Bool {
        let isRecent = all.suffix(5).contains { $0.entry.id == stretch.entry.id }
        let isPinned = !stretch.entry.message.toolCalls.isEmpty
        let hasImage = stretch.entry.message.content.contains { if case .image = $0 { true } else { false } }
        return stretch.tokens > 200 && !isRecent && !isPinned && !hasImage
    }

    @Test func `nothing, one giant message and only results are taken as they come`() async throws {
        let test = try TestRuntime(Self.model(.failing))
        let conversation = try await test.runtime.newConversation()
        let run = test.runtime.detachedRun(conversation.record, turn: TurnID(at: test.clock.now))
        let giant = HistoryEntry(
            id: MessageID("m"), turn: TurnID("t"), origin: .person,
            message: Message(.user, String(repeating: "word ", count: 50_000)))
        let results = (0..<40).map { number in
            HistoryEntry(
                id: MessageID("m\(number)"), turn: TurnID("t"), origin: .tools,
                message: Message(
                    role: .tool,
                    content: [
                        .toolResult(
                            ToolResult(callID: "\(number)", name: "x", text: String(repeating: "9 ", count: 500)))
                    ]))
        }
        for (entries, shrinks) in [([], false), ([giant], false), (results, true)] {
            let (compaction, count) = compaction(run, entries, target: 800, limit: 1_000)
            let start = Stretch.of(entries, CompactedHistory(), count: count)
            let (done, _) = await compaction.work(on: start)
            #expect(done.contains(where: \.isNew) == shrinks)
            #expect(done.flatMap(\.messages) == entries.map(\.id))
        }
    }
}
