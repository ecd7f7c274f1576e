import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import RunLedger

@Suite struct RecordTests {
    @Test func `identifiers are packed and unpacked letter by letter`() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<1000 {
            let time = Timestamp(microseconds: Int64.random(in: 0..<281_474_976_710_655_000, using: &random))
            let text = TurnID(at: time, using: &random).text
            #expect(PackedIdentifier.pack(text).map(PackedIdentifier.unpack) == text)
        }
        #expect(PackedIdentifier.pack("00000000000000000000000000") == 0)
        #expect(PackedIdentifier.pack("7ZZZZZZZZZZZZZZZZZZZZZZZZZ") == .max)
    }

    @Test(arguments: [
        "", "a", "80000000000000000000000000", "0000000000000000000000000U", "0000000000000000000000000a",
        "000000000000000000000000000", "0000000000000000000000000é",
    ])
    func `texts that are no identifiers are kept as texts`(_ text: String) async throws {
        #expect(PackedIdentifier.pack(text) == nil)
        let ledger = try SQLiteLedger(inMemory: SystemClock())
        let record = ConversationRecord(id: ConversationID(text), startedAt: Timestamp(microseconds: 1))
        try await ledger.commit([.conversationStarted(record)])
        #expect(try await ledger.conversation(record.id)?.record == record)
    }

    @Test func `every word of the closed sets has its number`() {
        #expect(ModelSlot.stored == ModelSlot.allCases)
        #expect(Set(CostState.stored) == Set(CostState.allCases))
        #expect(CostState.estimated.storedNumber == 2)
    }

    @Test func `message bodies are JSON`() throws {
        let content: [ContentPart] = [.text("a\n"), .toolResult(ToolResult(callID: "1", name: "x", text: "y"))]
        #expect(
            String(decoding: MessageBody.encode(content), as: UTF8.self)
                == #"[{"type":"text","text":"a\n"},{"type":"tool_result","id":"1","name":"x","text":"y"}]"#)
        let rich = LedgerSample().richMessage.message.content
        #expect(try MessageBody.encode(rich).withUnsafeBytes(MessageBody.decode) == rich)
    }

    @Test func `a total that no longer fits is refused, not wrapped`() async throws {
        let ledger = try SQLiteLedger(inMemory: SystemClock())
        let sample = LedgerSample()
        let (first, second) = (sample.attempt(), sample.attempt())
        try await ledger.commit([sample.start, sample.turnStart, .attemptStarted(first), .attemptStarted(second)])
        try await ledger.commit([.attemptSettled(sample.settlement(of: first, cost: .max))])
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.commit([.attemptSettled(sample.settlement(of: second))])
        }
        #expect(error?.code == .inconsistent)
        #expect(try await ledger.spend(SpendFilter(conversation: sample.conversation)).cost == .max)
    }

    @Test func `wrong totals are found by the check and put right from the attempts`() async throws {
        let file = try TemporaryLedger()
        let ledger = try SQLiteLedger(path: file.path)
        let sample = LedgerSample()
        let attempt = sample.attempt()
        try await ledger.commit([
            sample.start, sample.turnStart, .attemptStarted(attempt), .attemptSettled(sample.settlement(of: attempt)),
        ])
        let spend = try await ledger.spend(SpendFilter(conversation: sample.conversation))
        try ledger.execute("UPDATE conversation_total SET cost = 1, input = 0; DELETE FROM conversation_other_usage")
        #expect(try await ledger.integrityCheck().count == 1)
        try await ledger.rebuildTotals()
        #expect(try await ledger.integrityCheck() == [])
        #expect(try await ledger.spend(SpendFilter(conversation: sample.conversation)) == spend)
    }
}
