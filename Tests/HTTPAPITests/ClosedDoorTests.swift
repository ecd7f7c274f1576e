import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

@Suite struct ClosedDoorTests {
    @Test func `beyond this machine nothing starts without a key`() throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        let model = runtime.model.profile.id
        var options = ServerOptions()
        options.host = "0.0.0.0"
        #expect(throws: APIServer.StartError.self) {
            try APIServer(
                runtime: runtime.runtime,
                menu: ModelMenu(tiers: [], configured: [], usual: (model, []), embedding: model), options: options,
                keys: NoKeys()
            ) { _ in }
        }
    }

    @Test(arguments: ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", ""])
    func `a name that was rebound to this machine is refused`(host: String) async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.get("/v1/models", headers: ["host": host])
            #expect(answer.status == 421)
        }
    }

    @Test func `a page of another site writes nothing, the server's own does`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let foreign = try await server.post(
                "/v1/chat/completions", .chat("x"), headers: ["origin": "http://evil.example"])
            #expect(foreign.status == 403)
            let silent = try await server.post(
                "/v1/chat/completions", .chat("x"), headers: ["sec-fetch-site": "cross-site"])
            #expect(silent.status == 403)
            // Embedded, without a word of where: nothing could be read, and nothing is looked up.
            let embedded = try await server.get("/v1/costs/export", headers: ["sec-fetch-site": "cross-site"])
            #expect(embedded.status == 403)
            // Another port of this machine is another program's page.
            let neighbour = try await server.get("/v1/costs/export", headers: ["sec-fetch-site": "same-site"])
            #expect(neighbour.status == 403)
            // A link to the dashboard is no harm.
            #expect(try await server.get("/", headers: ["sec-fetch-site": "cross-site"]).status == 200)
            #expect(try await server.get("/").headers["cross-origin-resource-policy"] == "same-origin")
            let own = try await server.post("/v1/chat/completions", .chat("x"), headers: ["origin": server.url])
            #expect(own.status == 200)
        }
    }
}
