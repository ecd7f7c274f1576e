import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// However a request for vectors ends, over real sockets: the ledger holds what the provider's own bill says, exactly
/// where the usage was sent, and within a bound where it was not.
@Suite struct EmbeddingEndingsTests {
    struct Ending: Sendable, CustomTestStringConvertible {
        var name: String
        var reply: MockReply
        /// How far the ledger may be from the bill, in tokens of the texts; 0 is exact.
        var bound = 0
        var succeeds = false
        var testDescription: String { name }
    }

    /// The provider charges this, and our own count of the texts is 6.
    private static let charged = Usage(input: 17)
    private static let bound = 17
    private static let id = ModelID(provider: "mock", name: "embed-1")
    private static let texts = ["one two three", "four five six"]
    private static let vectors = MockReply.text("").using(charged)

    static let endings: [Ending] =
        [
            Ending(name: "complete", reply: vectors, succeeds: true),
            Ending(name: "one byte at a time", reply: vectors.with(.oneByteAtATime), succeeds: true),
            Ending(name: "another model", reply: vectors.served(by: "embed-1-001"), succeeds: true),
            Ending(name: "cut before", reply: vectors.with(.cut(afterChunks: 0)), bound: bound),
            Ending(name: "cut in the middle", reply: vectors.with(.cut(afterChunks: 1)), bound: bound),
            Ending(name: "reset before", reply: vectors.with(.reset(afterChunks: 0)), bound: bound),
            Ending(name: "reset in the middle", reply: vectors.with(.reset(afterChunks: 1)), bound: bound),
            Ending(name: "garbage", reply: vectors.with(.garbage(afterChunks: 1)), bound: bound),
            Ending(
                name: "a page", reply: .fault(.raw(200, contentType: "text/html", body: "<html>no</html>")),
                bound: bound),
            Ending(
                name: "one vector for two texts",
                reply: .fault(
                    .raw(
                        200, contentType: "application/json",
                        body: #"{"data":[{"index":0,"embedding":[1,0]}],"model":"m","usage":{"prompt_tokens":17}}"#)),
                bound: bound),
            Ending(name: "stalls until the deadline", reply: vectors.with(.stall(afterChunks: 0)), bound: bound),
        ]
        + [400, 401, 402, 403, 404, 413, 422, 429, 500, 503].map { status in
            Ending(
                name: "status \(status)", reply: .fault(.status(status, message: "no")),
                bound: status == 500 ? bound : 0)
        }

    @Test(arguments: endings)
    func `the ledger equals the bill`(_ ending: Ending) async throws {
        let server = try MockProviderServer([ending.reply])
        defer { server.stop() }
        var retry = RetryPolicy()
        retry.attempts = 1
        let clock = TwoClocks()
        let mocked = try MockedRuntime(
            ["mock": server], chat: Self.id, embedding: SlotConfiguration(model: Self.id), retry: retry, clock: clock)
        let call = Task { try await mocked.runtime.embed(Self.texts) }  // ends with the test
        if ending.name.hasPrefix("stalls") {
            try await server.wait { $0.requests > 0 }
            clock.advance(by: retry.deadline)
        }
        let result = await call.result
        // How it failed the books say.
        let vectors = (try? result.get())?.response.vectors
        #expect(vectors?.count == (ending.succeeds ? 2 : nil))
        let entries = try await mocked.attempts()
        #expect(entries.count == 1)
        let ours = try #require(entries.first?.settlement)
        let theirs = server.bill.usage
        #expect(abs(ours.usage.input - theirs.input) <= ending.bound, "\(ours.usage) against \(theirs)")
        #expect(ours.usage.output == 0)
        if ending.bound == 0 { #expect(ours.cost == Money(picodollars: 1_000_000) * theirs.input) }
        #expect((ours.outcome == .succeeded) == ending.succeeds)
    }

    @Test func `the person leaves: the request is abandoned and settled`() async throws {
        let gate = try LoopbackGate()
        let server = try MockProviderServer([Self.vectors.with(.gate(gate, afterChunks: 0))])
        defer { server.stop() }
        let mocked = try MockedRuntime(["mock": server], chat: Self.id, embedding: SlotConfiguration(model: Self.id))
        let call = Task { try await mocked.runtime.embed(Self.texts) }  // cancelled below
        try await server.wait { $0.requests > 0 }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        let entry = try #require(try await mocked.attempts().first?.settlement)
        #expect(entry.outcome == .cancelled)
        // It may have been billed, so our own count stands.
        #expect(entry.usage.input == 6)
        gate.open()
    }

    @Test func `a key that is refused rests, and the next one is asked`() async throws {
        let server = try MockProviderServer(keys: ["sk-good-0123456789"]) { _ in Self.vectors }
        defer { server.stop() }
        let mocked = try MockedRuntime(
            ["mock": server], chat: Self.id, embedding: SlotConfiguration(model: Self.id),
            keys: "sk-bad-0123456789,sk-good-0123456789")
        for _ in 0..<3 { #expect(try await mocked.runtime.embed(Self.texts).response.vectors.count == 2) }
        #expect(server.requests.map(\.key) == ["sk-bad-0123456789"] + Array(repeating: "sk-good-0123456789", count: 3))
        #expect(try await mocked.attempts().map { $0.settlement?.errorCode } == ["authentication", nil, nil, nil])
    }
}
