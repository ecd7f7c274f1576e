import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import ModelProviders

/// Every way in which a reply can end, over real sockets, in both dialects, streamed and not.
@Suite struct EndingsTests {
    struct Ending: Sendable, CustomTestStringConvertible {
        var name: String
        var reply: MockReply
        /// The error that a stream ends in; nil for a complete answer.
        var streamed: ModelError.Code?
        /// The same without streaming.
        var whole: ModelError.Code?
        /// Whether the server charges for it.
        var isCharged = true
        var check: @Sendable (ModelError) -> Bool = { _ in true }
        var testDescription: String { name }
    }

    static let answer = MockReply.text("one two three four").using(Usage(input: 40, cacheRead: 10, output: 8))

    private static func refusal(
        _ name: String, _ status: Int, _ message: String, _ code: ModelError.Code, type: String? = nil,
        headers: [(name: String, value: String)] = [], check: @escaping @Sendable (ModelError) -> Bool = { _ in true }
    ) -> Ending {
        Ending(
            name: name, reply: .fault(.status(status, message: message, type: type, headers: headers)), streamed: code,
            whole: code, isCharged: false
        ) { $0.status == status && $0.providerMessage == message && $0.mayBeBilled == (code == .server) && check($0) }
    }

    static let endings: [Ending] = [
        Ending(name: "complete", reply: answer),
        Ending(name: "tool calls", reply: .toolCalls([("f", #"{"a":"ü"}"#), ("g", "{}")])),
        Ending(name: "length", reply: answer.finishing(.length)),
        Ending(name: "one byte at a time", reply: answer.with(.oneByteAtATime)),
        Ending(name: "without content type", reply: answer.with(.noContentType)),
        Ending(name: "another model", reply: answer.served(by: "mock-1-mini")),
        Ending(name: "no usage", reply: answer.withoutUsage()),
        Ending(name: "usage in the middle", reply: answer.using(Usage(input: 5, output: 3), stated: .middle)),
        Ending(name: "thinking", reply: answer.thinking("well, well")),
        Ending(name: "no end", reply: answer.with(.noEnd)),
        Ending(name: "no finish", reply: answer.with(.noFinish), streamed: .truncated),
        Ending(name: "cut at once", reply: answer.with(.cut(afterChunks: 0)), streamed: .truncated, whole: .truncated),
        Ending(name: "cut", reply: answer.with(.cut(afterChunks: 3)), streamed: .truncated, whole: .truncated),
        Ending(name: "reset", reply: answer.with(.reset(afterChunks: 3)), streamed: .truncated, whole: .truncated),
        Ending(
            name: "garbage", reply: answer.with(.garbage(afterChunks: 2)), streamed: .malformedReply, whole: .truncated),
        Ending(
            name: "error inside", reply: answer.with(.error("busy", type: "overloaded_error", afterChunks: 2)),
            streamed: .overloaded, check: { $0.providerMessage == "busy" && $0.mayBeBilled }),
        Ending(
            name: "web page",
            reply: .fault(.raw(200, contentType: "text/html", body: "<html><title>Hi</title></html>")),
            streamed: .malformedReply, whole: .malformedReply, isCharged: false),
        Ending(
            name: "empty body", reply: .fault(.raw(200, contentType: "application/json", body: "")),
            streamed: .malformedReply, whole: .malformedReply, isCharged: false),
        Ending(
            name: "bad gateway page",
            reply: .fault(.raw(502, contentType: "text/html", body: "<html><TITLE>502 Bad\n Gateway</title></html>")),
            streamed: .server, whole: .server, isCharged: false,
            check: { $0.providerMessage == "a web page titled “502 Bad  Gateway”" }),
        Ending(
            name: "the key in the message", reply: .fault(.keyEcho), streamed: .authentication, whole: .authentication,
            isCharged: false, check: { !$0.message.contains("sk-mock") && $0.message.contains("provided: •••.") }),
        refusal("unauthorized", 401, "no", .authentication) { $0.message.contains("Set MOCK_API_KEY") },
        refusal("payment required", 402, "pay", .quotaExhausted), refusal("forbidden", 403, "no", .permission),
        refusal("not found", 404, "no such model", .notFound),
        refusal("rate limited", 429, "slow down", .rateLimited, headers: [("retry-after", "7")]) {
            $0.retryAfter == .seconds(7) && $0.isTransient && $0.message.contains("Wait 7 s")
        },
        refusal("rate limited in ms", 429, "slow down", .rateLimited, headers: [("retry-after-ms", "250")]) {
            $0.retryAfter == .milliseconds(250)
        },
        refusal("rate limited by the message", 429, "Rate limit. Please try again in 1.5s.", .rateLimited) {
            $0.retryAfter == .milliseconds(1500)
        },
        refusal("quota", 429, "You exceeded your current quota", .quotaExhausted, type: "insufficient_quota") {
            !$0.isTransient
        },
        refusal("context", 400, "This model's maximum context length is 8192 tokens", .contextTooLong),
        refusal("too long a prompt", 400, "prompt is too long: 300000 tokens > 200000 maximum", .contextTooLong),
        refusal("content", 400, "flagged by moderation", .contentPolicy),
        refusal("bad request", 400, "no", .invalidRequest),
        refusal("credit", 400, "Your credit balance is too low", .quotaExhausted),
        refusal("unprocessable", 422, "no", .invalidRequest), refusal("internal", 500, "oops", .server),
        refusal("unavailable", 503, "later", .overloaded), refusal("overloaded", 529, "Overloaded", .overloaded),
        refusal("too large", 413, "Request exceeds the maximum size", .contextTooLong, type: "request_too_large"),
        refusal("timeout at the gateway", 504, "late", .timeout),
    ]

    @Test(arguments: endings, [ModelDialect.openAI, .anthropic])
    func `ends as the reply does`(_ ending: Ending, _ dialect: ModelDialect) async throws {
        for stream in [true, false] {
            let server = try MockProviderServer([ending.reply])
            defer { server.stop() }
            let outcome = try await MockExchange(server: server, dialect: dialect).ask(stream: stream)
            let expected = stream ? ending.streamed : ending.whole
            #expect(outcome.error?.code == expected, "\(String(describing: outcome.error))")
            #expect((outcome.response == nil) == (expected != nil))
            if let error = outcome.error {
                #expect(ending.check(error), "\(error) \(String(describing: error.retryAfter))")
                #expect(!error.message.contains("sk-mock"))
                if ending.isCharged { #expect(error.mayBeBilled) }
            }
            #expect(server.bill.charges.count == (ending.isCharged ? 1 : 0))
            #expect(server.counts.requests == 1)
            if let response = outcome.response { try check(response, outcome, ending, server, dialect, stream) }
        }
    }

    private func check(
        _ response: ModelResponse, _ outcome: Outcome, _ ending: Ending, _ server: MockProviderServer,
        _ dialect: ModelDialect, _ stream: Bool
    ) throws {
        let charge = try #require(server.bill.charges.first)
        #expect(response.servedModel == charge.model)
        #expect(
            outcome.content.filter { if case .reasoning = $0 { false } else { true } }
                == response.message.content.filter { if case .reasoning = $0 { false } else { true } })
        let expected: [ContentPart] = ending.reply.content.enumerated().map { index, part in
            guard case .toolCall(let call) = part else { return part }
            return .toolCall(ToolCall(id: "call_\(index + 1)", name: call.name, arguments: call.arguments))
        }
        let isOpenAI = dialect == .openAI
        #expect(
            response.message.content
                == expected.map { part in
                    // OpenAI's dialect has no proof of reasoning.
                    if case .reasoning(let reasoning) = part, isOpenAI {
                        .reasoning(Reasoning(text: reasoning.text))
                    } else {
                        part
                    }
                })
        switch ending.reply.usagePlace {
        case .nowhere: #expect(response.usage == .missing)
        case .usual: #expect(response.usage == UsageReport(charge.usage, source: .provider))
        // Anthropic's dialect states it at the start, where the answer's tokens are not known.
        case .middle where stream && !isOpenAI: #expect(response.usage.usage.output == 1)
        case .middle: #expect(response.usage == UsageReport(charge.usage, source: .provider))
        }
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `a stalled stream runs into the time limit, and the connection is closed`(_ dialect: ModelDialect) async throws
    {
        let server = try MockProviderServer([Self.answer.with(.stall(afterChunks: 4))])
        defer { server.stop() }
        var exchange = MockExchange(server: server, dialect: dialect)
        exchange.timeLimits.betweenChunks = .milliseconds(200)
        let outcome = try await exchange.ask(stream: true)
        #expect(outcome.error?.code == .timeout)
        #expect(outcome.error?.mayBeBilled == true)
        try await server.wait { $0.abandonedReplies == 1 }
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `a server that never closes after the last event keeps nothing from the answer`(
        _ dialect: ModelDialect
    ) async throws {
        for fault in [MockFault.stall(afterChunks: 100), .reset(afterChunks: 100)] {
            // More chunks than there are: the fault comes after the last.
            let server = try MockProviderServer([Self.answer.with(fault)])
            defer { server.stop() }
            var exchange = MockExchange(server: server, dialect: dialect)
            exchange.timeLimits.betweenChunks = .seconds(1)
            let outcome = try await exchange.ask(stream: true)
            #expect(outcome.response?.message.text == "one two three four", "\(String(describing: outcome.error))")
        }
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `a slow first byte is waited for`(_ dialect: ModelDialect) async throws {
        let gate = try LoopbackGate()
        let server = try MockProviderServer([Self.answer.with(.gate(gate, afterChunks: 0))])
        defer { server.stop() }
        let exchange = MockExchange(server: server, dialect: dialect)
        async let outcome = exchange.ask(stream: true)
        try await server.wait { $0.requests == 1 }
        gate.open()
        let answered = try await outcome
        #expect(answered.response?.message.text == "one two three four", "\(String(describing: answered.error))")
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `500 and then success, each request sent once`(_ dialect: ModelDialect) async throws {
        let server = try MockProviderServer([.fault(.status(500, message: "oops")), Self.answer])
        defer { server.stop() }
        let exchange = MockExchange(server: server, dialect: dialect)
        #expect(try await exchange.ask(stream: true).error?.code == .server)
        #expect(try await exchange.ask(stream: true).response?.message.text == "one two three four")
        #expect(server.bill.refused == 1 && server.bill.charges.count == 1)
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `an unreachable host says what to do`(_ dialect: ModelDialect) async throws {
        let server = try MockProviderServer()
        let exchange = MockExchange(server: server, dialect: dialect)
        server.stop()
        try await server.wait { $0.openConnections == 0 }
        let error = try #require(try await exchange.ask(stream: true).error)
        #expect(error.code == .network)
        #expect(!error.mayBeBilled)
        #expect(error.message.contains("Check the network and the base URL http://127.0.0.1:"))
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `cancelling closes the connection`(_ dialect: ModelDialect) async throws {
        let gate = try LoopbackGate()
        let server = try MockProviderServer([Self.answer.with(.gate(gate, afterChunks: 5))])
        defer { server.stop() }
        let exchange = MockExchange(server: server, dialect: dialect)
        let reached = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await exchange.model().respond(to: exchange.request(stream: true)) { _ in reached.open() }
            }
            try await reached.wait()
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        }
        try await server.wait { $0.abandonedReplies == 1 && $0.openConnections == 0 }
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `conforms to the contract of models`(_ dialect: ModelDialect) async throws {
        let replies = [
            MockReply.text("one two three").thinking("hm hm").using(Usage(input: 3, output: 4)),
            .toolCalls([("f", #"{"a":1}"#), ("g", "{}")]),
        ]
        for reply in replies {
            let server = try MockProviderServer { _ in reply }
            defer { server.stop() }
            let exchange = MockExchange(server: server, dialect: dialect)
            let violations = await ModelConformance(request: exchange.request(stream: true)) { exchange.model() }
                .violations()
            #expect(violations == [])
        }
    }

    @Test(arguments: [ModelDialect.openAI, .anthropic])
    func `a whole conversation with tools passes the APIs' rules`(_ dialect: ModelDialect) async throws {
        let server = try MockProviderServer([
            .toolCalls([("f", #"{"a":1}"#), ("f", #"{"a":2}"#)]).thinking("two calls"), .text("done"),
        ])
        defer { server.stop() }
        // A transport of its own: with others at work, an idle connection may be closed for theirs.
        let transport = CurlTransport(options: CurlTransport.Options(environment: [:]))
        let exchange = MockExchange(server: server, dialect: dialect, transport: transport)
        let model = exchange.model()
        var request = exchange.request(stream: true)
        request.tools = [ToolDefinition(name: "f", description: "F.", parameters: ["type": "object"])]
        let first = try await model.respond(to: request) { _ in }
        request.messages.append(first.message)
        for call in first.message.toolCalls {
            let result = ToolResult(callID: call.id, name: call.name, text: "r")
            request.messages.append(Message(role: .tool, content: [.toolResult(result)]))
        }
        request.messages.append(Message(.user, "extras"))
        let second = try await model.respond(to: request) { _ in }
        #expect(second.message.text == "done")
        #expect(server.counts.connections == 1)
        #expect(server.requests[1].lastText.hasSuffix("extras"))
    }

    @Test func `keys are taken in turn, and a refused one rests`() async throws {
        let server = try MockProviderServer(keys: ["sk-good-1", "sk-good-2"]) { _ in .text("x") }
        defer { server.stop() }
        let exchange = MockExchange(server: server, dialect: .openAI)
        let model = exchange.model("sk-bad-00,sk-good-1,sk-good-2")
        let request = exchange.request(stream: false)
        let error = await #expect(throws: ModelError.self) { try await model.respond(to: request) { _ in } }
        #expect(error?.code == .authentication)
        for _ in 0..<4 { _ = try await model.respond(to: request) { _ in } }
        #expect(
            server.requests.compactMap(\.key)
                == ["sk-bad-00", "sk-good-1", "sk-good-2", "sk-good-1", "sk-good-2"])
    }

    @Test func `embeds texts`() async throws {
        let server = try MockProviderServer([.text("").using(Usage(input: 6))])
        defer { server.stop() }
        let exchange = MockExchange(server: server, dialect: .openAI)
        let model = OpenAIEmbeddingModel(profile: ModelProfile(id: exchange.id), connection: exchange.connection())
        let response = try await model.embed(["a", "b", "a"], dimensions: 4)
        #expect(response.vectors.map(\.count) == [4, 4, 4])
        #expect(response.vectors[0] == response.vectors[2] && response.vectors[0] != response.vectors[1])
        #expect(response.usage == UsageReport(Usage(input: 6), source: .provider))
        #expect(
            server.requests[0].recorded.text
                == #"{"model":"mock-1","input":["a","b","a"],"dimensions":4,"encoding_format":"float"}"#)
    }
}
