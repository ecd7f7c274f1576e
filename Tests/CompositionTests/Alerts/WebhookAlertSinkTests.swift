import AgentRuntime
import AgentSettings
import ExactJSON
import FarthingTesting
import HTTPStreaming
import Money
import Testing

@testable import Composition

/// Alerts on a real socket.
@Suite struct WebhookAlertSinkTests {
    private let alert = BudgetAlert(
        account: BudgetAccountID(
            scope: .month,
            window: BudgetWindow(
                start: Timestamp(microseconds: 1_700_000_000_000_000),
                end: Timestamp(microseconds: 1_702_592_000_000_000))),
        threshold: 950, unit: .usd, spent: BudgetAmount(usd: Money(picodollars: 1_900_000_000_001), tokens: 7),
        limits: BudgetLimits(usd: Money(dollars: 2)), at: Timestamp(microseconds: 1_700_000_001_000_000))

    private func sink(_ server: LoopbackServer, secret: String? = nil) throws -> WebhookAlertSink {
        WebhookAlertSink(
            address: server.url + "/hook?token=x", secret: try secret.map { try #require(Secret($0)) },
            transport: CurlTransport(options: CurlTransport.Options(environment: [:])), clock: ManualClock())
    }

    @Test func `an alert is posted with exact amounts and signed`() async throws {
        let server = try LoopbackServer { _ in [.reply(status: 204)] }
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let sink = try sink(server, secret: secret)
        try await sink.deliver(alert, name: "alert_1")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/hook?token=x")
        #expect(request.header("webhook-id") == "alert_1")
        #expect(request.header("webhook-timestamp") == "1700000000")
        let signature = WebhookSignature(try #require(Secret(secret)))
            .header(id: "alert_1", seconds: 1_700_000_000, body: request.body)
        #expect(request.header("webhook-signature") == signature)
        let body = try JSONValue(parsing: request.body)
        #expect(body["spent_usd"]?.stringValue == "1.900000000001")
        #expect(body["limit_usd"]?.stringValue == "2")
        #expect(body["threshold"]?.text == "0.95")
        #expect(body["type"]?.stringValue == "budget_threshold")
        #expect(body["scope"]?.stringValue == "month")
        #expect(body["window_start"]?.text == "1700000000")
        #expect(!sink.name.contains("token"))
    }

    /// The example of the Standard Webhooks specification.
    @Test func `signatures are those of the standard`() throws {
        let signature = WebhookSignature(try #require(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        #expect(
            signature.header(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: [301, 400, 404, 429, 500, 503]) func `any other status is a failure`(status: Int) async throws {
        let server = try LoopbackServer { _ in [.reply(status: status, headers: [("location", "/x")])] }
        let sink = try sink(server)
        await #expect(throws: (any Error).self) { try await sink.deliver(alert, name: "alert_1") }
        #expect(server.requests.count == 1)
        #expect(server.requests.first?.header("webhook-signature") == nil)
    }

    @Test func `a secret that is named and not there stops the start`() throws {
        func sinks(_ secrets: [String: String]) throws -> [String] {
            let environment = secrets.merging([
                "FARTHING_BUDGETS__ALERTS__WEBHOOK": "https://example.invalid/x",
                "FARTHING_BUDGETS__ALERTS__SECRET_ENV": "HOOK_SECRET",
            ]) { $1 }
            let loaded = try LoadedSettings.load(
                SettingsRequest(configuration: nil, workingDirectory: "/", environment: environment))
            return try AlertSinks.all(loaded, environment: environment).map { "\(type(of: $0))" }
        }
        #expect(throws: AgentError.self) { try sinks([:]) }
        #expect(try sinks(["HOOK_SECRET": "s"]) == ["WebhookAlertSink"])
    }
}
