import AgentRuntime
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

/// MCP's streamable HTTP, against a server on loopback that keeps to it or does not.
@Suite struct StreamableHTTPTests {
    private static func events(_ lines: String..., headers: [LoopbackStep.Header] = []) -> [LoopbackStep] {
        [.chunkedHead(headers: [("Content-Type", "text/event-stream")] + headers)]
            + lines.map { .chunk(Array("\($0)\n\n".utf8)) } + [.lastChunk]
    }

    @Test func `JSON answers: the session and the revision stand in what follows, and the end is told`() async throws {
        let far = try FarServer(token: "tok") { _ in nil }
        let result = try await far.result()
        #expect(result.text == "done" && !result.isError)
        try await far.stop()
        #expect(
            far.methods.filter { $0 != "GET" } == [
                "initialize", "notifications/initialized", "tools/list", "tools/call", "DELETE",
            ])
        let first = try #require(far.heard.first).request
        #expect(first.header("accept") == "application/json, text/event-stream")
        #expect(first.header("mcp-session-id") == nil && first.header("mcp-protocol-version") == nil)
        for heard in far.heard {
            #expect(heard.request.path == "/mcp")
            #expect(heard.request.header("authorization") == "Bearer tok")
            guard heard.method != "initialize" else { continue }
            #expect(heard.request.header("mcp-session-id") == "s1", "\(heard.method)")
            #expect(heard.request.header("mcp-protocol-version") == "2025-11-25", "\(heard.method)")
        }
        #expect(far.said == [])
    }

    @Test func `an event stream brings progress, requests of the server and the answer`() async throws {
        let far = try FarServer { heard in
            guard heard.method == "tools/call" else { return nil }
            let token = heard.json["params"]?["_meta"]?["progressToken"]?.text ?? ""
            let progress =
                #"data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(token),"progress":1,"total":2,"message":"half"}}"#
            return Self.events(
                ": hello", "event: message\n\(progress)", #"data: {"jsonrpc":"2.0","id":"q","method":"ping"}"#,
                #"data: {"jsonrpc":"2.0","id":"r","method":"roots/list"}"#, "event: other\ndata: nothing of ours",
                "data: \(heard.tool("streamed"))")
        }
        #expect(try await far.result().text == "streamed")
        try await far.server.wait { $0.requests >= 7 }
        let answers = far.heard.filter { $0.method == "answer" }
        #expect(answers.first { $0.id == #""q""# }?.json["result"]?.objectValue?.isEmpty == true)
        let roots = try #require(answers.first { $0.id == #""r""# }?.json["result"]?["roots"]?.arrayValue)
        #expect(roots.first?["uri"]?.stringValue?.hasPrefix("file:///tmp/farthing-hosting-") == true)
        try await far.stop()
    }

    @Test func `a stream that is cut is gone on with behind its last event`() async throws {
        let call = NIOLockedValueBox<FarServer.Heard?>(nil)
        let far = try FarServer { heard in
            switch heard.method {
            case "tools/call":
                call.withLockedValue { $0 = heard }
                // The first event only says where the stream begins, and when to come back.
                return Self.events("id: e1\nretry: 5\ndata:").dropLast() + [.close]
            case "GET" where heard.request.header("last-event-id") == "e1":
                return Self.events("id: e2\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}")
            case "GET" where heard.request.header("last-event-id") == "e2":
                let answer = call.withLockedValue { $0?.tool("at last") } ?? ""
                return Self.events("id: e3\ndata: \(answer)")
            default: return nil
            }
        }
        #expect(try await far.result().text == "at last")
        #expect(far.heard.compactMap { $0.request.header("last-event-id") } == ["e1", "e2"])
        #expect(far.heard.filter { $0.method == "tools/call" }.count == 1)
        try await far.stop()
    }

    @Test func `an answer that never comes fails the one request, and the next works`() async throws {
        let calls = NIOLockedValueBox(0)
        let far = try FarServer { heard in
            guard heard.method == "tools/call" else {
                return heard.method == "GET" && heard.request.header("last-event-id") != nil
                    ? Self.events("id: e9\nretry: 1\ndata:").dropLast(1) + [.lastChunk] : nil
            }
            let call = calls.withLockedValue { count in
                count += 1
                return count
            }
            switch call {
            case 1: return Self.events(": nothing")
            case 2: return [.json("[]")]
            case 3: return [.reply(status: 500, body: Array("out of order".utf8))]
            case 4:
                return [
                    .json(
                        #"{"jsonrpc":"2.0","id":\#(heard.id),"error":{"code":-32602,"message":"no such tool"}}"#,
                        status: 400)
                ]
            case 5: return [.json(heard.answer(String(repeating: " ", count: 17 << 20) + "{}"))]
            case 6: return Self.events("data: " + String(repeating: "x", count: 17 << 20))
            default: return nil
            }
        }
        for expected in [
            "it ended its answer before it was there", "it ended its answer before it was there",
            "it answered with status 500: out of order", "no such tool",
            "it sent a message of more than 16 MiB", "it sent a message of more than 16 MiB",
        ] {
            let result = try await far.result()
            #expect(result.isError && result.text.contains(expected), "\(expected): \(result.text.prefix(300))")
        }
        #expect(try await far.result().text == "done")
        #expect(far.methods.filter { $0 == "initialize" }.count == 1)
        try await far.stop()
    }

    @Test func `a forgotten session is begun anew, and the request made again`() async throws {
        let sessions = NIOLockedValueBox(0)
        let far = try FarServer { heard in
            if heard.method == "initialize" {
                let number = sessions.withLockedValue { count in
                    count += 1
                    return count
                }
                let result = #"{"protocolVersion":"2025-06-18","capabilities":{"tools":{}}}"#
                return [.json(heard.answer(result), headers: [("mcp-session-id", "s\(number)")])]
            }
            let isOld = heard.request.header("mcp-session-id") == "s1"
            return heard.method == "tools/call" && isOld ? [.reply(status: 404)] : nil
        }
        let result = try await far.result()
        #expect(result.text == "done" && !result.isError)
        let begun = far.heard.filter { $0.method == "initialize" }
        #expect(begun.count == 2 && begun.allSatisfy { $0.request.header("mcp-session-id") == nil })
        #expect(
            far.heard.filter { $0.method == "tools/call" }.map { $0.request.header("mcp-session-id") } == ["s1", "s2"])
        #expect(far.said == ["extension far: it has forgotten the session"])
        try await far.stop()
    }

    @Test func `news of a changed list come over the server's own stream, again after that was cut`() async throws {
        let isChanged = NIOLockedValueBox(false)
        let streams = NIOLockedValueBox(0)
        let gate = try LoopbackGate()
        let far = try FarServer { heard in
            switch heard.method {
            case "GET":
                let number = streams.withLockedValue { count in
                    count += 1
                    return count
                }
                let head = Array(Self.events("id: g\(number)\nretry: 5\ndata:").dropLast())
                guard number > 1 else { return head + [.close] }
                let news = #"data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#
                return head + [.wait(gate), .chunk(Array("\(news)\n\n".utf8)), .stall]
            case "tools/list" where isChanged.withLockedValue { $0 }:
                return [.json(heard.answer(#"{"tools":[{"name":"three","inputSchema":{"type":"object"}}]}"#))]
            default: return nil
            }
        }
        #expect(try await far.result().text == "done")
        try await far.server.wait { _ in streams.withLockedValue { $0 } > 1 }
        isChanged.withLockedValue { $0 = true }
        gate.open()
        #expect(try await far.offers(["far__three"]))
        #expect(far.heard.last { $0.method == "GET" }?.request.header("last-event-id") == "g1")
        try await far.stop()
    }

    @Test func `a server that floods with questions gets some answered, and the call its own`() async throws {
        let gate = try LoopbackGate()
        let far = try FarServer { heard in
            switch heard.method {
            case "tools/call":
                let pings = (0..<300).map { #"data: {"jsonrpc":"2.0","id":\#($0),"method":"ping"}"# }
                return Self.events(pings.joined(separator: "\n\n"), "data: \(heard.tool("through"))")
            case "answer": return [.wait(gate), .reply(status: 202)]
            default: return nil
            }
        }
        #expect(try await far.result().text == "through")
        gate.open()
        #expect(far.heard.filter { $0.method == "answer" }.count <= 64)
        try await far.stop()
    }

    @Test func `a server that stalls fails the one request in time`() async throws {
        let far = try FarServer(timeout: .milliseconds(300)) { heard in
            guard heard.method == "tools/call" else { return nil }
            return heard.json["params"]?["name"] == "one"
                ? [.stall] : Array(Self.events("data: {}").dropLast()) + [.stall]
        }
        for tool in ["one", "two"] {
            let result = try await far.result(of: tool)
            #expect(result.isError && result.text.contains("it did not answer within 0.3 seconds"), "\(result.text)")
        }
        try await far.stop()
    }

    @Test func `what is given up is told to the server`() async throws {
        let clock = ManualClock()
        let far = try FarServer(clock: clock) { heard in heard.method == "tools/call" ? [.stall] : nil }
        async let result = far.result()
        while !far.methods.contains("tools/call") { await Task.yield() }
        while !far.methods.contains("notifications/cancelled") {
            clock.advance(by: .seconds(21))
            await Task.yield()
        }
        #expect(try await result.isError)
        let call = try #require(far.heard.first { $0.method == "tools/call" })
        let cancelled = try #require(far.heard.first { $0.method == "notifications/cancelled" })
        #expect(cancelled.json["params"]?["requestId"]?.text == call.id)
        try await far.stop()
    }

    @Test(arguments: [
        (401, "it refuses to begin: it answered with status 401: who are you"),
        (404, "it refuses to begin: it answered with status 404: who are you"),
    ])
    func `a server that does not let one in is said once, and the conversation goes on`(
        status: Int, line: String
    ) async throws {
        // On a clock that stands still nothing is tried again.
        let far = try FarServer(hostClock: ManualClock()) { _ in
            [.reply(status: status, body: Array("who are you".utf8))]
        }
        far.model.append(.text("Done."))
        #expect(try await far.test.send("go").text == "Done.")
        #expect(far.said == ["extension far: \(line)"])
        try await far.stop()
    }

    @Test func `a server of the revision without sessions is asked as that wants it`() async throws {
        let (isChanged, listens) = (NIOLockedValueBox(false), NIOLockedValueBox(0))
        let gate = try LoopbackGate()
        let far = try FarServer(session: nil) { heard in
            let envelope = heard.json["params"]?["_meta"]
            guard envelope?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28" else {
                let error = #"{"jsonrpc":"2.0","id":\#(heard.id),"error":{"code":-32601,"message":"no such method"}}"#
                return [.json(error, status: 404)]
            }
            switch heard.method {
            case "server/discover":
                let result =
                    #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"2"}}}"#
                return [.json(heard.answer(result))]
            case "subscriptions/listen":
                let number = listens.withLockedValue { count in
                    count += 1
                    return count
                }
                let head = Self.events(
                    "retry: 5\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\"}")
                guard number > 1 else { return head }
                let news = #"data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#
                return head.dropLast() + [.wait(gate), .chunk(Array("\(news)\n\n".utf8)), .stall]
            case "tools/list" where isChanged.withLockedValue { $0 }:
                return [.json(heard.answer(#"{"tools":[{"name":"three"}]}"#))]
            case "tools/call" where heard.json["params"]?["name"] == "two":
                return [.json(heard.answer(#"{"resultType":"input_required","inputRequests":{}}"#))]
            default: return nil
            }
        }
        #expect(try await far.result().text == "done")
        let asked = try await far.result(of: "two")
        #expect(asked.isError && asked.text.contains("it wants to ask the person first"))
        #expect(far.subject.condition == "new 2, protocol 2026-07-28")
        let call = try #require(far.heard.first { $0.method == "tools/call" })
        #expect(call.request.header("mcp-protocol-version") == "2026-07-28")
        #expect(call.request.header("mcp-method") == "tools/call" && call.request.header("mcp-name") == "one")
        #expect(call.request.header("mcp-session-id") == nil)
        #expect(call.json["params"]?["_meta"]?["io.modelcontextprotocol/clientInfo"]?["name"] == "farthing")
        #expect(!far.methods.contains("notifications/initialized") && !far.methods.contains("GET"))
        while listens.withLockedValue({ $0 }) < 2 { await Task.yield() }
        isChanged.withLockedValue { $0 = true }
        gate.open()
        #expect(try await far.offers(["far__three"]))
        try await far.stop()
    }

    @Test func `one that is not there is tried again later`() async throws {
        let clock = ManualClock()
        let far = try FarServer(hostClock: clock) { _ in nil }
        far.server.stop()
        far.model.append(.text("Done."), .text("Done."), .text("Done."))
        for expected in [1, 1, 2] {
            _ = try await far.test.send("go")
            #expect(far.said.count == expected, "\(far.said)")
            clock.advance(by: .milliseconds(300))
        }
    }
}
