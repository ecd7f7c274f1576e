import ExactJSON
import Testing

@testable import ExtensionHosting

@Suite struct MCPSessionTests {
    private var greeting: ClientGreeting { ClientGreeting(version: "1", workspace: "/w o", settings: JSONObject()) }

    private func open(_ version: String = "2024-11-05") -> MCPSession {
        var session = MCPSession(greeting: greeting)
        _ = session.open()
        _ = session.receive(
            Array(
                #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"\#(version)","capabilities":{"tools":{}}}}"#.utf8
            )[
                ...])
        return session
    }

    private func receive(_ text: String, _ session: inout MCPSession) -> [MCPSession.Action] {
        session.receive(Array(text.utf8)[...])
    }

    @Test func `it asks for the newest revision and takes any it knows`() {
        var session = MCPSession(greeting: greeting)
        guard case .send(.request(id: 1, method: "initialize", let params)) = session.open().first else {
            Issue.record("it does not begin")
            return
        }
        #expect(params["protocolVersion"] == "2025-11-25")
        #expect(session.open() == [])
        let reply = #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2024-11-05","capabilities":{"prompts":{}}}}"#
        let actions = receive(reply, &session)
        #expect(actions.first == .send(.notification(method: "notifications/initialized", params: [:])))
        guard case .opened(let facts) = actions.last else {
            Issue.record("it did not open")
            return
        }
        #expect(facts.revision == "2024-11-05" && facts.lists == [.prompts])
    }

    @Test func `it answers pings and roots, and nothing else`() {
        var session = open()
        #expect(
            receive(#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#, &session) == [
                .send(.answer(id: "p", .success([:])))
            ])
        #expect(
            receive(#"{"jsonrpc":"2.0","id":7,"method":"roots/list"}"#, &session) == [
                .send(.answer(id: 7, .success(["roots": [["uri": "file:///w%20o", "name": "w o"]]])))
            ])
        let failure = RPCFailure(code: -32601, message: "sampling/createMessage is not offered here")
        #expect(
            receive(#"{"jsonrpc":"2.0","id":8,"method":"sampling/createMessage"}"#, &session) == [
                .send(.answer(id: 8, .failure(failure)))
            ])
    }

    @Test func `an answer to what was given up is passed over, and one to nothing is a stray`() {
        var session = open()
        let (id, _) = session.request("tools/call", [:], progress: true)
        #expect(session.cancel(id, reason: "late").count == 1)
        #expect(session.cancel(id, reason: "late") == [])
        #expect(receive(#"{"jsonrpc":"2.0","id":2,"result":{}}"#, &session) == [])
        for _ in 0..<MCPSession.strayLimit {
            #expect(receive(#"{"jsonrpc":"2.0","id":99,"result":{}}"#, &session) == [])
        }
        #expect(
            receive(#"{"jsonrpc":"2.0","id":99,"result":{}}"#, &session) == [.failed("it answers what was not asked")])
    }

    @Test func `progress and changes of lists are heard`() {
        var session = open()
        let (id, message) = session.request("tools/call", ["name": "t"], progress: true)
        guard case .request(_, _, let params) = message else { return }
        #expect(params["_meta"]?["progressToken"] == 2)
        let note =
            #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":1,"total":4,"message":"m"}}"#
        #expect(receive(note, &session) == [.progressed(id, "1/4 m")])
        #expect(
            receive(#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#, &session) == [.changed(.tools)])
        // A batch, as the revision of 2025-03-26 has them.
        let batch = #"[{"jsonrpc":"2.0","id":2,"result":{"a":1}},{"jsonrpc":"2.0","id":3,"method":"ping"}]"#
        #expect(
            receive(batch, &session) == [.answered(2, .success(["a": 1])), .send(.answer(id: 3, .success([:])))])
    }

    @Test func `a server that refuses to begin is asked as the revision without sessions wants it`() throws {
        var session = MCPSession(greeting: greeting)
        _ = session.open()
        let refusal = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no such revision"}}"#
        guard case .send(.request(id: 2, method: "server/discover", let params)) = receive(refusal, &session).first
        else {
            Issue.record("it does not ask")
            return
        }
        #expect(params["_meta"]?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
        #expect(params["_meta"]?["io.modelcontextprotocol/clientCapabilities"]?.objectValue != nil)
        let reply =
            #"{"jsonrpc":"2.0","id":2,"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"prompts":{"listChanged":true}}}}"#
        let actions = receive(reply, &session)
        guard case .opened(let facts) = actions.first,
            case .send(.request(id: 3, method: "subscriptions/listen", let filter)) = actions.last
        else {
            Issue.record("it did not open")
            return
        }
        #expect(facts.revision == "2026-07-28" && facts.lists == [.tools, .prompts])
        #expect(filter["notifications"] == ["promptsListChanged": true])
        let (_, message) = session.request("tools/list", [:], progress: false)
        #expect(RequestEnvelope.headers(of: message).map(\.value) == ["2026-07-28", "tools/list"])
        for (uri, header) in [
            ("a://b c", "a://b c"), ("a://ä\r\nx: y", "=?base64?YTovL8OkDQp4OiB5?="), (" x", "=?base64?IHg=?="),
            ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
        ] {
            let (_, read) = session.request("resources/read", ["uri": .string(uri)], progress: false)
            #expect(RequestEnvelope.headers(of: read).last?.value == header, "\(uri)")
        }
    }

    @Test func `one that knows neither is said to have refused`() {
        var session = MCPSession(greeting: greeting)
        _ = session.open()
        _ = receive(#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"go away"}}"#, &session)
        #expect(session.failed(2, "status 404") == [.failed("it refuses to begin: go away")])
        #expect(session.failed(2, "again") == [])
    }
}
