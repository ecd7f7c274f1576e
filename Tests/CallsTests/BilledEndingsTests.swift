import AgentRuntime
import FarthingTesting
import HTTPStreaming
import LanguageModels
import ModelProviders
import Money
import Testing

/// However a call ends, over real sockets and in both dialects: the ledger holds what the provider's own bill says,
/// exactly where the usage was sent, and within a bound where it was not.
@Suite struct BilledEndingsTests {
    struct Ending: Sendable, CustomTestStringConvertible {
        var name: String
        var reply: MockReply
        /// How far the ledger may be from the bill, in tokens of the prompt and of the answer; 0 is exact.
        var bound = (input: 0, output: 0)
        /// The same in Anthropic's dialect, which states the prompt at the beginning and the answer at the end.
        var anthropicBound: (input: Int, output: Int)?
        var streams = true
        var testDescription: String { streams ? name : "\(name), whole" }
    }

    private static let usage = Usage(input: 40, cacheRead: 10, output: 8)
    private static let answer = MockReply.text("one two three four five six seven eight").using(usage)
    /// The prompt's tokens by our own count, and what the server says: a prompt of a few words, counted by the word.
    private static let promptBound = 60

    private static func cut(_ name: String, _ fault: (Int) -> MockFault) -> [Ending] {
        [1, 2, 4, 6].map { chunks in
            // What had come is counted by the word, and the server charges for what it had sent, by the chunk.
            Ending(
                name: "\(name) after \(chunks)", reply: answer.with(fault(chunks)), bound: (promptBound, 8),
                anthropicBound: (chunks > 0 ? 0 : promptBound, 8))
        }
    }

    private static func refusal(_ status: Int) -> Ending {
        Ending(
            name: "status \(status)", reply: .fault(.status(status, message: "no")),
            bound: (status == 500 ? promptBound : 0, 0))
    }

    static let streamed: [Ending] =
        [
            Ending(name: "complete", reply: answer), Ending(name: "length", reply: answer.finishing(.length)),
            Ending(name: "refused content", reply: answer.finishing(.refusal)),
            Ending(name: "one byte at a time", reply: answer.with(.oneByteAtATime)),
            Ending(name: "without content type", reply: answer.with(.noContentType)),
            Ending(name: "another model", reply: answer.served(by: "mock-1-mini")),
            Ending(name: "thinking", reply: answer.thinking("hm hm").using(Usage(input: 9, output: 4))),
            Ending(
                name: "cache writes", reply: answer.using(Usage(input: 5, cacheRead: 7, cacheWrite5m: 11, output: 3))),
            Ending(name: "no end", reply: answer.with(.noEnd)),
            Ending(name: "reset after the end", reply: answer.with(.reset(afterChunks: 100))),
            Ending(name: "no usage", reply: answer.withoutUsage(), bound: (promptBound, 2)),
            Ending(
                name: "usage in the middle", reply: answer.using(usage, stated: .middle), anthropicBound: (0, 8)),
            Ending(name: "no finish", reply: answer.with(.noFinish), bound: (promptBound, 8), anthropicBound: (0, 8)),
        ] + cut("cut") { .cut(afterChunks: $0) } + cut("reset") { .reset(afterChunks: $0) }
        + cut("garbage") { .garbage(afterChunks: $0) }
        + cut("error inside") { .error("busy", type: "overloaded_error", afterChunks: $0) }
        + [400, 401, 402, 403, 404, 413, 422, 429, 500, 503, 529].map { refusal($0) }

    static let whole: [Ending] = streamed.prefix(8).map { ending in
        var ending = ending
        ending.streams = false
        return ending
    }

    @Test func `are at least forty`() { #expect(Self.streamed.count + Self.whole.count >= 40) }

    @Test(arguments: streamed + whole, [ModelDialect.openAI, .anthropic])
    func `the ledger equals the bill`(_ ending: Ending, _ dialect: ModelDialect) async throws {
        let server = try MockProviderServer([ending.reply])
        defer { server.stop() }
        let entries = try await settled(server, dialect, ending)
        let entry = try #require(entries.first)
        #expect(entries.count == 1)
        let ours = try #require(entry.settlement)
        let theirs = server.bill.usage
        let bound = dialect == .anthropic ? ending.anthropicBound ?? ending.bound : ending.bound
        let input = abs(ours.usage.promptTokens - theirs.promptTokens)
        let output = abs(ours.usage.completionTokens - theirs.completionTokens)
        #expect(input <= bound.input, "\(ours.usage) against \(theirs)")
        #expect(output <= bound.output, "\(ours.usage) against \(theirs)")
        if bound == (0, 0) {
            #expect(ours.usage == theirs)
            #expect(ours.cost == Self.price(theirs))
        }
    }

    private static func price(_ usage: Usage) -> Money? {
        FlatPricing().price(
            UsageReport(usage, source: .provider), model: ModelID(provider: "m", name: "m"), tier: nil,
            at: Timestamp(microseconds: 0)
        ).cost
    }

    /// Makes one call through the pipeline and returns the ledger's entries.
    private func settled(
        _ server: MockProviderServer, _ dialect: ModelDialect, _ ending: Ending
    ) async throws -> [AttemptRecord] {
        let provider = dialect == .anthropic ? "anthropic" : "openai"
        let id = ModelID(provider: provider, name: "mock-1")
        let overlay = ProviderOverlay(baseURL: dialect == .anthropic ? server.url : server.openAIBaseURL)
        let registry = ProviderRegistry(
            overlays: [provider: overlay], environment: [:],
            transport: CurlTransport(options: CurlTransport.Options(environment: [:]))
        ) { _ in ProviderKey.list("sk-mock-0123456789") }
        let ledger = InMemoryLedger()
        var retry = RetryPolicy()
        retry.attempts = 1
        let runtime = Runtime(
            configuration: RuntimeConfiguration(
                chat: SlotConfiguration(model: id), retry: retry, workspace: "/nowhere"),
            services: RuntimeServices(
                ledger: ledger, models: Registered(registry: registry, stream: ending.streams), prices: FlatPricing(),
                tokens: WordTokens(), prompts: PlainPrompts(), person: ScriptedPerson([])),
            extensions: try ExtensionSet([]), tools: [])
        // How the call ends is what the ledger is compared for.
        _ = try? await runtime.newConversation().send("Hello?") { _ in }
        return try await ledger.attempts(SpendFilter(), limit: 9)
    }

    /// The registry's models, asked to stream or not.
    private struct Registered: ModelSource {
        let registry: ProviderRegistry
        let stream: Bool

        func model(_ id: ModelID) throws -> any Model {
            Streaming(
                model: try registry.model(ModelProfile(id: id, contextWindow: 10_000, maxOutputTokens: 100)),
                stream: stream)
        }
        func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel {
            try registry.embeddingModel(ModelProfile(id: id))
        }
        func profile(of id: ModelID) -> ModelProfile? {
            ModelProfile(id: id, contextWindow: 10_000, maxOutputTokens: 100)
        }
    }

    private struct Streaming: Model {
        let model: any Model
        let stream: Bool
        var profile: ModelProfile { model.profile }

        func respond(
            to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
        ) async throws -> ModelResponse {
            var request = request
            request.stream = stream
            return try await model.respond(to: request, onEvent: onEvent)
        }
    }
}
