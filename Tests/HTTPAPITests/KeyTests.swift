import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct KeyTests {
    private func folder() throws -> String {
        var template = Array("/tmp/farthing-keys-XXXXXX".utf8CString)
        return try template.withUnsafeMutableBufferPointer { buffer in
            String(cString: try #require(buffer.baseAddress.flatMap { mkdtemp($0) }))
        }
    }

    private func add(
        _ name: String, to keys: KeyFile, role: KeyRole = .user, models: [String]? = nil, most: Int? = nil,
        expiresAt: Timestamp? = nil, at now: Timestamp
    ) throws -> String {
        let (text, entry) = KeyEntry.make(
            name: name, role: role, models: models, requestsPerMinute: most, expiresAt: expiresAt, at: now)
        try keys.update { $0.append(entry) }
        return text
    }

    @Test func `a key is stored as a hash in a file of the user's own, and ends when it is revoked`() throws {
        let path = try folder() + "/keys.json"
        let clock = ManualClock()
        let keys = KeyFile(path: path, clock: clock)
        #expect(try keys.isEmpty())
        let text = try add("alice", to: keys, at: clock.now)
        #expect(try keys.key(text)?.name == "alice")
        #expect(try keys.key(text + "x") == nil)
        var found = stat()
        #expect(stat(path, &found) == 0 && found.st_mode & 0o777 == 0o600)
        let entries = try keys.entries()
        #expect(!entries[0].json.text.contains(text))
        // Another process's change counts at once.
        try KeyFile(path: path, clock: clock).update { $0.removeAll() }
        #expect(try keys.key(text) == nil)
    }

    @Test func `a key that has expired is none`() throws {
        let clock = ManualClock()
        let keys = KeyFile(path: try folder() + "/keys.json", clock: clock)
        let text = try add("old", to: keys, expiresAt: clock.now, at: clock.now)
        #expect(try keys.key(text) == nil)
    }

    @Test func `a file that others can read is refused`() throws {
        let path = try folder() + "/keys.json"
        let keys = KeyFile(path: path)
        _ = try add("alice", to: keys, at: Timestamp(microseconds: 1))
        chmod(path, 0o644)
        #expect(throws: KeyFile.Failure.self) { try KeyFile(path: path).entries() }
    }

    @Test func `a user sees and changes only what is theirs`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("two")]))
        let keys = KeyFile(path: try folder() + "/keys.json", clock: runtime.clock)
        let alice = try add("alice", to: keys, at: runtime.clock.now)
        let bob = try add("bob", to: keys, at: runtime.clock.now)
        let root = try add("root", to: keys, role: .admin, at: runtime.clock.now)
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            func ask(_ key: String, _ method: String, _ path: String, _ body: String = "") async throws -> Answer {
                try await server.send(
                    method, path, body,
                    headers: ["authorization": "Bearer \(key)", "x-farthing-conversation": "secret-1"])
            }
            #expect(try await server.get("/v1/models").status == 401)
            #expect(try await ask("fk-wrong", "GET", "/v1/models").status == 401)
            #expect(try await ask(alice, "POST", "/v1/chat/completions", JSONValue.chat("hi").text).status == 200)
            // Bob may neither read Alice's conversation nor spend in it, and is told no more than of one that is not there.
            let peek = try await ask(bob, "GET", "/v1/conversations/secret-1")
            let nothing = try await ask(bob, "GET", "/v1/conversations/secret-2")
            #expect(peek.status == 404 && nothing.status == 404)
            #expect(peek.json["error"]?["code"] == nothing.json["error"]?["code"])
            #expect(try await ask(bob, "POST", "/v1/chat/completions", JSONValue.chat("hi").text).status == 404)
            #expect(try await ask(bob, "DELETE", "/v1/conversations/secret-1").status == 404)
            #expect(try await ask(bob, "GET", "/v1/costs/summary").json["total"]?["requests"] == 0)
            #expect(try await ask(alice, "GET", "/v1/costs/summary").json["total"]?["requests"] == 1)
            #expect(try await ask(root, "GET", "/v1/costs/summary").json["total"]?["requests"] == 1)
            #expect(try await ask(alice, "PUT", "/v1/budgets/global", #"{"usd":1}"#).status == 403)
            #expect(try await ask(alice, "GET", "/metrics").status == 403)
            #expect(try await ask(root, "GET", "/metrics").status == 200)
            let export = try await ask(bob, "GET", "/v1/costs/export?format=jsonl")
            #expect(export.text.isEmpty)
        }
    }

    @Test func `a key that is held to a model gets that model, also from the agent`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("two")]))
        let model = runtime.model.profile.id.description
        let keys = FixedKeys([
            "fk-held": KeyRecord(name: "held", role: .user, models: [model]),
            "fk-other": KeyRecord(name: "other", role: .user, models: ["some/other"]),
        ])
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            func talk(_ key: String) async throws -> Answer {
                let headers: HTTPHeaders = ["authorization": "Bearer \(key)"]
                let made = try await server.send("POST", "/v1/conversations", headers: headers)
                let id = try #require(made.json["id"]?.stringValue)
                return try await server.send(
                    "POST", "/v1/conversations/\(id)/messages", #"{"content":"Hi"}"#, headers: headers)
            }
            #expect(try await talk("fk-held").status == 200)
            let refused = try await talk("fk-other")
            #expect(refused.status == 404)
            #expect(refused.json["error"]?["code"] == "model_not_found")
            let chat = try await server.post("/v1/chat/completions", .chat("Hi"), headers: ["x-api-key": "fk-held"])
            #expect(chat.status == 200)
            #expect(chat.headers["x-farthing-model"] == model)
        }
    }

    @Test func `a key may be held to models and to a rate`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("two")]))
        let keys = KeyFile(path: try folder() + "/keys.json", clock: runtime.clock)
        let narrow = try add("narrow", to: keys, models: ["simple"], at: runtime.clock.now)
        let slow = try add("slow", to: keys, most: 1, at: runtime.clock.now)
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            func ask(_ key: String) async throws -> Answer {
                try await server.post("/v1/chat/completions", .chat("hi"), headers: ["x-api-key": key])
            }
            #expect(try await ask(narrow).json["error"]?["code"] == "model_not_found")
            #expect(try await ask(slow).status == 200)
            let second = try await ask(slow)
            #expect(second.status == 429)
            #expect(second.headers["retry-after"] == "60")
        }
    }
}
