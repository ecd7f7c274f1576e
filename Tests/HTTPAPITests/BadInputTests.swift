import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

/// Whatever is wrong with a request, its answer is an error in OpenAI's shape that says what, and nobody is asked.
@Suite struct BadInputTests {
    /// What is wrong, and the status that says so.
    struct Wrong: Sendable, CustomTestStringConvertible {
        var method: String
        var path: String
        var body: String
        var status: Int

        init(_ method: String, _ path: String, _ body: String = "", _ status: Int = 400) {
            self.method = method
            self.path = path
            self.body = body
            self.status = status
        }

        var testDescription: String { "\(method) \(path.prefix(60)) \(body.prefix(60))" }
    }

    private static let chat = "/v1/chat/completions"
    private static let costs = "/v1/organization/costs"
    private static let deep = String(repeating: "[", count: 100_000)

    private static let wrong: [Wrong] = [
        // Bodies that are no JSON, or not of the right kind.
        Wrong("POST", chat, ""), Wrong("POST", chat, "{"), Wrong("POST", chat, "nul"), Wrong("POST", chat, #""text""#),
        Wrong("POST", chat, #"{"model":"auto","messages":"# + deep),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":""# + "\u{1}\"}]}"),
        Wrong("POST", chat, #"{"model":7,"messages":[{"role":"user","content":"x"}]}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":{"role":"user"}}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[null]}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":"x"}],"max_tokens":-1}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":"x"}],"max_tokens":1e99}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":"x"}],"n":1000000}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":"x"}],"tools":{}}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"user","content":"x"}],"tools":[5]}"#),
        Wrong("POST", chat, #"{"model":"auto","messages":[{"role":"tool","content":"x"}]}"#),
        Wrong("POST", "/v1/messages", #"{"model":"auto","messages":[{"role":"user","content":"x"}]}"#),
        Wrong("POST", "/v1/messages", #"{"model":"auto","max_tokens":"many","messages":[]}"#),
        Wrong("POST", "/v1/embeddings", #"{"model":"auto"}"#),
        Wrong("POST", "/v1/embeddings", #"{"input":[],"model":"x"}"#),
        Wrong("POST", "/v1/embeddings", #"{"input":"x","model":"x","dimensions":-5}"#),
        Wrong("POST", "/v1/conversations", "[]"),
        // Models and things that are not there.
        Wrong("POST", chat, #"{"model":"no/such","messages":[{"role":"user","content":"x"}]}"#, 404),
        Wrong("POST", chat, #"{"model":"","messages":[{"role":"user","content":"x"}]}"#),
        Wrong("GET", "/v1/models/no/such", "", 404), Wrong("GET", "/v1/decisions/none", "", 404),
        Wrong("GET", "/v1/conversations/none", "", 404), Wrong("DELETE", "/v1/conversations/none", "", 404),
        Wrong("POST", "/v1/conversations/none/messages", #"{"content":"x"}"#, 404),
        Wrong("POST", "/v1/conversations/none/cancel", "", 404), Wrong("GET", "/v1/conversations/none/events", "", 404),
        Wrong("DELETE", "/v1/budgets/global", "", 404),
        // Ranges, pages and groups that make no sense.
        Wrong("GET", costs + "?start_time=-1"), Wrong("GET", costs + "?start_time=1e9"),
        Wrong("GET", costs + "?start_time=5&end_time=5"), Wrong("GET", costs + "?end_time=253402300800"),
        Wrong("GET", costs + "?bucket_width=1w"), Wrong("GET", costs + "?group_by[]=password"),
        Wrong("GET", costs + "?limit=-9223372036854775808"), Wrong("GET", costs + "?limit=181"),
        Wrong("GET", costs + "?page=page_-9223372036854775808"), Wrong("GET", costs + "?page=page_9223372036854775807"),
        Wrong("GET", costs + "?time_zone=../../etc/passwd"), Wrong("GET", costs + "?time_zone=%00"),
        Wrong("GET", "/v1/organization/usage/completions?bucket_width=1m&limit=1441"),
        Wrong("GET", "/v1/costs/export?format=../x"), Wrong("GET", "/v1/costs/export?start_time=9&end_time=3"),
        Wrong("GET", "/v1/costs/summary?time_zone=Nowhere"), Wrong("GET", "/v1/performance?start_time=9&end_time=3"),
        Wrong("GET", "/v1/performance?start_time=x"), Wrong("GET", "/v1/decisions?limit=0"),
        Wrong("GET", "/v1/conversations?limit=1001"),
        Wrong("GET", "/spend/logs/v2?start_date=2026-02-30"), Wrong("GET", "/spend/logs/v2?start_date=2026-2-3"),
        Wrong("GET", "/spend/logs/v2?start_date=2026-02-03&end_date=2026-02-01"),
        Wrong("GET", "/user/daily/activity?page_size=1001"), Wrong("GET", "/user/daily/activity?page=0"),
        Wrong("POST", "/spend/calculate", "{}"), Wrong("POST", "/spend/calculate", #"{"model":"auto"}"#),
        // Budgets.
        Wrong("PUT", "/v1/budgets/global", #"{"usd":"much"}"#), Wrong("PUT", "/v1/budgets/global", #"{"usd":-0.01}"#),
        Wrong("PUT", "/v1/budgets/global", #"{"usd":1e30}"#), Wrong("PUT", "/v1/budgets/global", "{}"),
        Wrong("PUT", "/v1/budgets/global", #"{"tokens":1.5}"#),
        Wrong("PUT", "/v1/budgets/global", #"{"operations":-1}"#),
        Wrong("PUT", "/v1/budgets/global", #"{"add":{"usd":1}}"#), Wrong("PUT", "/v1/budgets/global", #"{"add":5}"#),
        Wrong("PUT", "/v1/budgets/global", #"{"add":{"usd":1},"usd":2,"reason":"r"}"#),
        Wrong("PUT", "/v1/budgets/global", #"{"usd":1,"limit":2}"#), Wrong("PUT", "/v1/budgets/nothing", #"{"usd":1}"#),
        Wrong("PUT", "/v1/budgets/key:", #"{"usd":1}"#),
        // Ways out of the paths, and methods that are not there.
        Wrong("GET", "/../etc/passwd", "", 404), Wrong("GET", "/v1/%2e%2e/%2e%2e/etc/passwd", "", 404),
        Wrong("GET", "//etc/passwd", "", 404),
        Wrong("GET", "/v1/budgets/%00", "", 404), Wrong("GET", "/v1/conversations/a%0Ab", "", 404),
        Wrong("GET", "/v1/conversations/" + String(repeating: "x", count: 400), "", 404),
        Wrong("GET", "/.env", "", 404), Wrong("GET", "/v1", "", 404),
        Wrong("TRACE", "/v1/models", "", 405), Wrong("PATCH", "/v1/budgets/global", "{}", 405),
        Wrong("DELETE", chat, "", 405),
        Wrong(
            "POST", "/v1/messages",
            #"{"model":"auto","max_tokens":9,"tools":{},"messages":[{"role":"user","content":"x"}]}"#),
        Wrong(
            "POST", "/v1/messages",
            #"{"model":"auto","max_tokens":9,"stop_sequences":"x","messages":[{"role":"user","content":"x"}]}"#),
    ]

    @Test(arguments: wrong)
    func `an error says what is wrong, and asks nobody`(_ wrong: Wrong) async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send(wrong.method, wrong.path, wrong.body)
            #expect(answer.status == wrong.status, "\(answer.text)")
            let error = try #require(answer.json["error"]?.objectValue, "\(answer.text)")
            #expect(error["type"] == "invalid_request_error")
            #expect((error["message"]?.stringValue?.utf8.count ?? 0) > 10)
            let isAnthropic = wrong.path == "/v1/messages"
            #expect(error.keys == (isAnthropic ? ["type", "message"] : ["message", "type", "param", "code"]))
            #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(answer.headers["x-request-id"] != nil)
            // No address, no type of ours, no path of this machine.
            for inside in ["0x", "Swift", "HTTPAPI", "/home", "/tmp", ".swift"] {
                #expect(!answer.text.contains(inside))
            }
            if wrong.status == 405 { #expect(answer.headers["allow"]?.isEmpty == false) }
            #expect(runtime.model.requests.isEmpty)
            // And it goes on answering.
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test(arguments: [
        ("authorization", "Bearer"), ("authorization", "Bearer wrong"), ("authorization", "Basic ZmFydGhpbmc6"),
        ("authorization", "Bearer fk-old"), ("x-api-key", "fk-nobody"), ("x-nothing", ""),
    ])
    func `a key that is not taken is told so, the same for all of them`(name: String, value: String) async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        let keys = FixedKeys(["fk-alice": KeyRecord(name: "alice", role: .user)])
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            for path in ["/v1/models", "/v1/costs/summary", "/metrics", "/v1/conversations/any", "/v1/alerts/events"] {
                let answer = try await server.get(path, headers: [name: value])
                #expect(answer.status == 401)
                #expect(answer.json["error"]?["type"] == "authentication_error")
                #expect(answer.headers["www-authenticate"] == "Bearer")
                #expect(!answer.text.contains("alice"))
                #expect(!answer.text.contains("fk-old"))
            }
        }
    }

    @Test func `a body over the bound is refused whether or not its length is told first`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime, configure: { $0.largestBody = 1000 }) { server in
            let told = try await server.post(Self.chat, .chat(String(repeating: "x", count: 2000)))
            #expect(told.status == 413)
            #expect(told.json["error"]?["code"] == "request_too_large")
            let raw = try RawConnection(port: server.port)
            let piece = String(repeating: "x", count: 1500)
            try raw.write(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
            let said = await raw.read()
            #expect(said.hasPrefix("HTTP/1.1 413 "))
            raw.close()
        }
    }

    @Test func `a client that asks before it sends a body is told to go on, or why not`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime, configure: { $0.largestBody = 1000 }) { server in
            let body = JSONValue.chat("hi").text
            func ask(_ length: Int) throws -> RawConnection {
                let raw = try RawConnection(port: server.port)
                try raw.write(
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 100-continue\r\n"
                        + "content-length: \(length)\r\n\r\n")
                return raw
            }
            let taken = try ask(body.utf8.count)
            #expect(await taken.read() == "HTTP/1.1 100 Continue\r\n\r\n")
            try taken.write(body)
            #expect(await taken.read().hasPrefix("HTTP/1.1 200 "))
            taken.close()
            let refused = try ask(2000)
            #expect(await refused.read().hasPrefix("HTTP/1.1 413 "))
            refused.close()
        }
    }

    @Test func `a client that is too slow is let go`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime, configure: { $0.idleTimeout = .milliseconds(200) }) { server in
            let raw = try RawConnection(port: server.port)
            try raw.write(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{\"mo")
            // Until the server closes it.
            _ = await raw.readToEnd()
            raw.close()
            #expect(runtime.model.requests.isEmpty)
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test func `a stream has no head to ask for, and the connection goes on`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            for path in [
                "/v1/costs/export", "/v1/alerts/events", "/v1/conversations/any/events", "/v1/chat/completions",
            ] {
                let raw = try RawConnection(port: server.port)
                try raw.write(
                    "HEAD \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
                        + "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
                let answers = (await raw.readToEnd()).components(around: "\r\n\r\n")
                #expect(answers.count == 3)
                #expect(answers.first?.hasPrefix("HTTP/1.1 405 ") ?? false)
                #expect(answers.dropFirst().first?.hasPrefix("HTTP/1.1 200 ") ?? false)
                raw.close()
            }
        }
    }

    @Test func `what is no HTTP gets no answer that looks like one of ours`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            for garbage in ["\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n"] {
                let raw = try RawConnection(port: server.port)
                try raw.write(garbage)
                let text = await raw.readToEnd()
                #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 400 "))
                raw.close()
            }
            #expect(try await server.get("/healthz").status == 200)
        }
    }
}

extension String {
    fileprivate func components(around separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let place = rest.indices.first(where: { rest[$0...].hasPrefix(separator) }) {
            parts.append(rest[..<place])
            rest = rest[place...].dropFirst(separator.count)
        }
        return parts + [rest]
    }
}
