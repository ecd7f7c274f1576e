import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

@Suite struct CostsTests {
    @Test func `costs come in pages of buckets with exact amounts`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("two")]))
        try await ServedRuntime.serving(runtime) { server in
            for _ in 0..<2 { _ = try await server.post("/v1/chat/completions", .chat("hi")) }
            let now = Int(runtime.clock.now.microseconds / 1_000_000)
            let path = "/v1/organization/costs?start_time=\(now - 2 * 86_400)&bucket_width=1d&limit=1&group_by[]=model"
            var rows: [JSONValue] = []
            var page: String? = ""
            var pages = 0
            while let wanted = page {
                let answer = try await server.get(path + (wanted.isEmpty ? "" : "&page=\(wanted)"))
                #expect(answer.json["object"] == "page", "\(answer.text)")
                #expect(answer.json["data"]?.arrayValue?.count == 1)
                rows += answer.json["data"]?[0]?["results"]?.arrayValue ?? []
                page = answer.json["next_page"]?.stringValue
                pages += 1
            }
            #expect(pages == 3)
            #expect(rows.count == 1)
            #expect(rows.first?["amount_usd"] == "0.00028")
            #expect(rows.first?["model"]?.stringValue == runtime.model.profile.id.description)
            #expect(rows.first?["provider"] == .null)
            #expect(rows.first?["complete"] == true)
            let used = try await server.get("/v1/organization/usage/completions?start_time=\(now - 60)&bucket_width=1h")
            let results = used.json["data"]?.arrayValue?.compactMap { $0["results"]?[0] } ?? []
            #expect(results.first?["input_tokens"] == 200)
            #expect(results.first?["num_model_requests"] == 2)
            #expect(results.first?["input_text_tokens"] == 200)
            #expect(results.first?["output_text_tokens"] == 40)
            #expect(try await server.get("/global/spend").json["spend"]?.text == "0.00028")
        }
    }

    @Test(arguments: [
        "group_by[]=soul", "bucket_width=1y", "start_time=tomorrow", "start_time=10&end_time=5", "limit=0",
        "page=page_x", "time_zone=Mars/Olympus", "start_time=99999999999999999999",
    ])
    func `a question that makes no sense is told why`(query: String) async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.get("/v1/organization/costs?\(query)")
            #expect(answer.status == 400, "\(query): \(answer.text)")
            #expect(answer.json["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test func `the latest entries come first, a page at a time, in LiteLLM's shape`() async throws {
        let runtime = try TestRuntime(ScriptedModel((0..<5).map { .text("answer \($0)") }))
        try await ServedRuntime.serving(runtime) { server in
            for _ in 0..<5 {
                _ = try await server.post("/v1/chat/completions", .chat("hi"))
                runtime.clock.advance(by: .seconds(3 * 3600))
            }
            var ids: [String] = []
            for page in 1...4 {
                let answer = try await server.get("/spend/logs/v2?page=\(page)&page_size=2").json
                #expect(answer["total"] == 5)
                #expect(answer["total_pages"] == 3)
                ids += answer["data"]?.arrayValue?.compactMap { $0["request_id"]?.stringValue } ?? []
            }
            let attempts = try await runtime.ledger.attempts(SpendFilter(), limit: 10)
            #expect(ids == attempts.reversed().map(\.start.id.text))
            let row = try await server.get("/spend/logs/v2?page_size=1").json["data"]?[0]
            let names = [
                "request_id", "call_type", "api_key", "spend", "prompt_tokens", "completion_tokens",
                "total_tokens", "startTime", "endTime", "completionStartTime", "model", "model_group",
                "custom_llm_provider", "user", "metadata", "cache_hit", "request_tags", "session_id", "status",
            ]
            for name in names { #expect(row?[name] != nil, "\(name)") }
            #expect(row?["spend"]?.text == "0.00014")
            let day = try await server.get("/user/daily/activity").json["results"]?[0]
            for name in ["spend", "prompt_tokens", "api_requests", "successful_requests", "failed_requests"] {
                #expect(day?["metrics"]?[name] != nil)
            }
            let calculated = try await server.post(
                "/spend/calculate",
                [
                    "completion_response": [
                        "model": .string(runtime.model.profile.id.description),
                        "usage": [
                            "prompt_tokens": 100, "completion_tokens": 20,
                            "prompt_tokens_details": ["cached_tokens": -9_223_372_036_854_775_807],
                        ],
                    ]
                ])
            #expect(calculated.json["cost"]?.text == "0.00014")
        }
    }

    @Test func `every entry is exported once, as text that is no formula`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("two")]))
        try await ServedRuntime.serving(runtime) { server in
            for _ in 0..<2 { _ = try await server.post("/v1/chat/completions", .chat("hi")) }
            let csv = try await server.get("/v1/costs/export?format=csv")
            #expect(csv.text.split(separator: "\r\n").count == 3)
            let lines = try await server.get("/v1/costs/export?format=jsonl").text.split(separator: "\n")
            #expect(try lines.map { try JSONValue(parsing: String($0))["cost_usd"] } == ["0.00014", "0.00014"])
            #expect(try await server.get("/v1/costs/export?format=xls").status == 400)
        }
    }

    @Test func `budgets are set, shown, raised with a reason and removed`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one")]))
        try await ServedRuntime.serving(runtime) { server in
            let set = try await server.send("PUT", "/v1/budgets/global", #"{"usd":"0.50"}"#)
            #expect(set.json["limit_usd"] == "0.5", "\(set.text)")
            #expect(try await server.get("/v1/budgets").json["data"]?[0]?["scope"] == "global")
            let silent = try await server.send("PUT", "/v1/budgets/global", #"{"add":{"usd":0.25}}"#)
            #expect(silent.json["error"]?["param"] == "reason")
            #expect(try await server.send("PUT", "/v1/budgets/soul", #"{"usd":1}"#).status == 400)
            #expect(try await server.send("PUT", "/v1/budgets/global", #"{"usd":-1}"#).status == 400)
            #expect(try await server.send("PUT", "/v1/budgets/global", #"{"dollars":1}"#).status == 400)
            #expect(try await server.get("/v1/budgets/key:nobody").status == 404)
            #expect(try await server.send("DELETE", "/v1/budgets/global").status == 204)
        }
    }

    @Test func `a conversation with the agent is streamed, numbered, taken up again and removed`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.deltas(["Hel", "lo."]), .text("Bye.")]))
        try await ServedRuntime.serving(runtime) { server in
            let made = try await server.send("POST", "/v1/conversations")
            let id = try #require(made.json["id"]?.stringValue)
            let answer = try await server.send("POST", "/v1/conversations/\(id)/messages", #"{"content":"Hi"}"#)
            let ids = answer.text.split(separator: "\n").filter { $0.hasPrefix("id: ") }
            #expect(ids.count == answer.events.count)
            #expect(try JSONValue(parsing: answer.events.last ?? "")["text"] == "Hello.")
            let last = try #require(ids.dropLast().last?.dropFirst(4))
            let rest = try await server.get("/v1/conversations/\(id)/events", headers: ["last-event-id": String(last)])
            #expect(rest.events == [answer.events.last])
            // Whoever knows the end of a turn has seen nothing of the next one.
            let next = try await server.send("POST", "/v1/conversations/\(id)/messages", #"{"content":"Bye"}"#)
            let other = try await server.get("/v1/conversations/\(id)/events", headers: ["last-event-id": String(last)])
            #expect(other.events == next.events)
            let shown = try await server.get("/v1/conversations/\(id)")
            #expect(shown.json["messages"]?.arrayValue?.map { $0["content"] } == ["Hi", "Hello.", "Bye", "Bye."])
            #expect(shown.json["calls"]?[0]?["cost_usd"] == "0.00014")
            #expect(try await server.send("DELETE", "/v1/conversations/\(id)").status == 204)
            #expect(try await server.get("/v1/conversations/\(id)").status == 404)
        }
    }

    @Test func `the OpenAPI document says every address, and every one is there`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            let document = try await server.get("/openapi.json").json
            #expect(document["openapi"] == "3.1.0")
            let paths = try #require(document["paths"]?.objectValue)
            #expect(paths.count > 20)
            for member in paths {
                for operation in member.value.objectValue ?? JSONObject() {
                    let path = member.key.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }
                    // A stream that is taken up nowhere is an error, and no stream that goes on.
                    let query = path.last == "events" ? "?last_event_id=none" : ""
                    let answer = try await server.send(
                        operation.key.uppercased(), "/" + path.joined(separator: "/") + query)
                    #expect(answer.status != 405, "\(operation.key) \(member.key)")
                    #expect(answer.json["error"]?["message"]?.stringValue?.hasPrefix("There is nothing at") != true)
                    #expect(operation.value["responses"]?["default"] != nil)
                }
            }
        }
    }
}
