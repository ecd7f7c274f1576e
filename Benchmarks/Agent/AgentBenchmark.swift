import AgentRuntime
import Composition
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import NIOConcurrencyHelpers

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#endif

/// What a turn costs besides the provider's own time, with the ledger on, and what a hook handler costs.
///
/// `serve` is the mock provider that the peers are measured against too: it prints its address and answers until its
/// standard input ends. `turns URL COUNT` and `hooks` print JSON.
@main enum AgentBenchmark {
    // Off the main actor, whose every resumption is a change of thread.
    @concurrent static func main() async throws {
        var arguments = CommandLine.arguments.dropFirst()
        switch arguments.popFirst() {
        case "serve": try serve()
        case "turns":
            guard let url = arguments.popFirst() else { return print("turns URL [COUNT]") }
            try await turns(url, count: arguments.popFirst().flatMap { Int($0) } ?? 2000)
        case "hooks": try await hooks()
        case "ledger": try await ledger()
        case "tokens": try await TokenBatches.run(Array(arguments))
        default: print("serve | turns URL [COUNT] | hooks | ledger | tokens FILE…")
        }
    }

    /// Answers in the OpenAI dialect: three calls of `noop` where the request offers it and the last user message asks
    /// for tools, one after the other, then a text. `GET /v1/last` is the last request's body.
    private static func serve() throws {
        let last = NIOLockedValueBox<[UInt8]>([])
        let replies = Wire.Replies()
        let server = try LoopbackServer { request in
            guard request.method == "POST" else {
                return [.json(String(decoding: last.withLockedValue { $0 }, as: UTF8.self))]
            }
            last.withLockedValue { $0 = request.body }
            return replies.reply(to: request.body)
        }
        print("\(server.url)/v1")
        // Unbuffered for whoever waits for the address through a pipe.
        fflush(nil)
        while readLine() != nil {}
        server.stop()
    }

    private struct Noop: Tool {
        static let name = "noop"
        static let description = "Does nothing."
        func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput { ToolOutput("done") }
    }

    private static func turns(_ url: String, count: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "farthing-bench-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // What is left in the temporary folder after a failed run harms nobody.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = """
            providers: {bench: {dialect: openai, base_url: "\(url)", key_env: BENCH_KEY}}
            prices: {bench/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}}
            models: {chat: {model: bench/model}}
            """
        try settings.write(toFile: "\(folder)/farthing.yaml", atomically: true, encoding: .utf8)
        let composed = try await ComposedRuntime(
            RuntimeOptions(
                configurationFile: "\(folder)/farthing.yaml", workingDirectory: folder,
                environment: ["HOME": folder, "BENCH_KEY": "unused"], person: NobodyThere(reason: "a benchmark"),
                tools: [Noop()]))
        // The bare exchange sends what a turn sends, byte for byte.
        _ = try await composed.runtime.newConversation().send("Hello") { _ in }
        let bare = try await bareExchange(url, count: count)
        let plain = try await measure(count) {
            _ = try await composed.runtime.newConversation().send("Hello") { _ in }
        }
        let withTools = try await measure(max(1, count / 4)) {
            _ = try await composed.runtime.newConversation().send("use tools") { _ in }
        }
        print(
            #"{"bare_exchange_us":\#(bare),"turn_us":\#(plain),"turn_added_us":\#(plain - bare),"#
                + #""three_tools_us":\#(withTools),"three_tools_added_us":\#(withTools - 4 * bare)}"#)
    }

    /// The same request and reply without the runtime: sent and read to the end.
    private static func bareExchange(_ url: String, count: Int) async throws -> Double {
        let transport = CurlTransport()
        let body = try await transport.send(HTTPCall(method: "GET", url: url + "/last")).body
        let call = HTTPCall(
            method: "POST", url: url + "/chat/completions",
            headers: ["authorization": "Bearer unused", "content-type": "application/json"], body: body)
        return try await measure(count) { _ = try await transport.send(call) }
    }

    /// Median of five rounds, microseconds an operation.
    private static func measure(_ count: Int, _ operation: () async throws -> Void) async throws -> Double {
        for _ in 0..<max(1, count / 10) { try await operation() }
        var rounds: [Double] = []
        for _ in 0..<5 {
            let time = try await ContinuousClock().measure {
                for _ in 0..<max(1, count / 5) { try await operation() }
            }
            rounds.append(Double(time.microseconds) / Double(max(1, count / 5)))
        }
        return rounds.sorted()[2]
    }

    private static func ledger() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "farthing-bench-\(UUID().uuidString)")
            .path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ledger = try ComposedRuntime.openLedger(
            configurationFile: nil, workingDirectory: folder, environment: ["HOME": folder])
        let clock = SystemClock()
        let model = ModelID(provider: "bench", name: "model")
        let time = try await measure(5000) {
            let now = clock.now
            let conversation = ConversationID(at: now), turn = TurnID(at: now), attempt = AttemptID(at: now)
            try await ledger.commit([
                .conversationStarted(ConversationRecord(id: conversation, startedAt: now, workspace: folder)),
                .turnStarted(TurnRecord(id: turn, conversation: conversation, startedAt: now)),
                .messageAdded(
                    MessageRecord(
                        id: MessageID(at: now), conversation: conversation, turn: turn, iteration: 0, origin: .person,
                        message: Message(.user, "Hello"), addedAt: now)),
                .attemptStarted(
                    AttemptStart(
                        id: attempt, call: CallID(at: now), conversation: conversation, turn: turn, iteration: 0,
                        number: 0, slot: .chat, purpose: .chat, model: model, startedAt: now, promptTokens: 1000,
                        maxOutputTokens: 1000, worstCase: nil, priceVersion: nil)),
            ])
            try await ledger.commit([
                .attemptSettled(
                    AttemptSettlement(
                        id: attempt, settledAt: now, outcome: .succeeded, usage: Usage(input: 1000, output: 8),
                        usageSource: .provider, cost: nil, costState: .unpriced, latencyMicroseconds: 100)),
                .messageAdded(
                    MessageRecord(
                        id: MessageID(at: now), conversation: conversation, turn: turn, iteration: 0, origin: .model,
                        message: Message(.assistant, "One two three four five six seven."), addedAt: now)),
                .turnEnded(TurnEnd(turn: turn, outcome: .completed, endedAt: now, iterations: 1)),
            ])
        }
        print("two commits \(time) µs")
    }

    private static func hooks() async throws {
        var hook = Hook<StreamChunk>(.responseStreamChunk)
        let handlers = 10
        for _ in 0..<handlers { hook.add { chunk in if chunk.chunk.isEmpty { chunk.chunk = "x" } } }
        let environment = HookEnvironment(clock: SystemClock()) { _ in }
        var chunk = StreamChunk(chunk: "a piece of text", full: "the text so far")
        let count = 200_000
        var best = Double.infinity
        for _ in 0..<5 {
            let time = try await ContinuousClock().measure {
                for _ in 0..<count { try await hook(&chunk, in: environment) }
            }
            best = min(best, Double(time.microseconds) * 1000 / Double(count * handlers))
        }
        print(#"{"hook_ns_per_handler":\#(best)}"#)
    }
}
