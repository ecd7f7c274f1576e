import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

/// What the streams of both dialects have in common.
@Suite struct StreamedAnswerTests {
    private static let chat = "/v1/chat/completions"
    private static let both = [chat, "/v1/messages"]

    private func body(_ more: String = "") -> String {
        #"{"model":"auto","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]\#(more)}"#
    }

    /// Everything that comes over the wire.
    private func wire(_ server: ServedRuntime, _ path: String, _ headers: String = "") async throws -> String {
        let raw = try RawConnection(port: server.port)
        let body = body()
        try raw.write(
            "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\(headers)"
                + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
        defer { raw.close() }
        return await raw.readToEnd()
    }

    @Test(arguments: both)
    func `the head tells the model and the conversation, what comes last tells the cost`(path: String) async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("Hello.")]))
        try await ServedRuntime.serving(runtime) { server in
            _ = try await server.send("PUT", "/v1/budgets/global", #"{"usd":1}"#)
            let text = try await wire(server, path, "x-farthing-conversation: c-1\r\n").lowercased()
            let end = try #require(text.range(of: "\r\n\r\n"))
            let head = text[..<end.lowerBound]
            #expect(head.contains("x-farthing-model: \(runtime.model.profile.id)"))
            #expect(head.contains("x-farthing-conversation: c-1"))
            #expect(head.contains("x-budget-remaining-usd: 1\r\n"))
            let trailers = text.suffix(250)
            #expect(trailers.contains("\r\n0\r\n"))
            #expect(trailers.contains("x-cost-usd: 0.00014\r\n"))
            #expect(trailers.contains("x-budget-remaining-usd: 1\r\n"))
            #expect(trailers.contains("x-cost-state: computed\r\n"))
            #expect(trailers.contains("x-farthing-conversation: c-1\r\n"))
        }
    }

    @Test(arguments: both)
    func `the first word is not held back for the second`(path: String) async throws {
        let gate = Gate()
        let reply = ScriptedReply([.event(.textDelta("Hello ")), .gate(gate), .event(.textDelta("there."))])
        let runtime = try TestRuntime(ScriptedModel([reply]))
        try await ServedRuntime.serving(runtime) { server in
            let call = HTTPCall(method: "POST", url: server.url + path, body: Array(body().utf8))
            let whole = try await CurlTransport().withResponse(to: call) { _, body in
                var text = ""
                while !text.contains("Hello"), let piece = try await body.next() {
                    text += String(decoding: piece, as: UTF8.self)
                }
                #expect(text.contains("Hello"))
                gate.open()
                while let piece = try await body.next() { text += String(decoding: piece, as: UTF8.self) }
                return text
            }
            #expect(whole.contains("there."))
        }
    }

    @Test func `a name is one key's while it is asked with, also before the ledger knows it`() async throws {
        let names = ConversationNames()
        let ann = Caller(key: "ann", role: .user)
        let bob = Caller(key: "bob", role: .user)
        let id = ConversationID("new")
        try await names.held(id, by: ann) {
            try await names.held(id, by: ann) {}
            await #expect(throws: APIError.self) { try await names.held(id, by: bob) {} }
            try await names.held(ConversationID("other"), by: bob) {}
        }
        try await names.held(id, by: bob) {}
        #expect(names.count == 0)
    }
}

extension String {
    fileprivate func range(of separator: String) -> Range<String.Index>? {
        guard let place = indices.first(where: { self[$0...].hasPrefix(separator) }) else { return nil }
        return place..<index(place, offsetBy: separator.count)
    }
}
