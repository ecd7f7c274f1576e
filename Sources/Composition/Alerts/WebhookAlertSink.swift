import AgentRuntime
import AgentSettings
import ConversationBudgets
import ExactJSON
import HTTPStreaming
import Money

/// Posts alerts as JSON to an address: `POST` with `webhook-id`, `webhook-timestamp` and, with a secret,
/// `webhook-signature` (Standard Webhooks). Any status of 200 to 299 means that it arrived.
struct WebhookAlertSink: BudgetAlertSink {
    /// The address did not take the alert.
    struct Refused: Error, Sendable, CustomStringConvertible {
        let origin: String
        let status: Int
        var description: String { "\(origin) answered \(status)" }
    }

    /// `webhook` and the address, so that a new address starts afresh.
    let name: String
    /// A day: what nobody took for so long is no news any more.
    let patience = Duration.seconds(86_400)
    private let address: String
    private let signature: WebhookSignature?
    private let transport: any HTTPTransport
    private let clock: any RuntimeClock

    /// Makes a sink; nothing is sent yet.
    init(
        address: String, secret: Secret?, transport: any HTTPTransport, clock: any RuntimeClock = SystemClock()
    ) {
        // What stands behind the origin may hold a token, and the ledger needs only to tell addresses apart.
        name =
            "webhook " + HTTPCall(url: address).origin + " "
            + SHA256Digest.hexadecimal(Array(address.utf8)).prefix(12)
        self.address = address
        signature = secret.map(WebhookSignature.init)
        self.transport = transport
        self.clock = clock
    }

    /// Posts the alert.
    func deliver(_ alert: BudgetAlert, name: String) async throws {
        let body = alert.json(name: name).utf8
        let seconds = clock.now.microseconds / 1_000_000
        var headers: HTTPHeaders = [
            "content-type": "application/json", "webhook-id": name, "webhook-timestamp": "\(seconds)",
        ]
        headers["webhook-signature"] = signature?.header(id: name, seconds: seconds, body: body)
        let call = HTTPCall(
            method: "POST", url: address, headers: headers, body: body,
            timeLimits: HTTPTimeLimits(
                connect: .seconds(5), firstByte: .seconds(10), betweenChunks: .seconds(5), total: .seconds(15)),
            maxResponseBytes: 1 << 20)
        let status = try await transport.withResponse(to: call) { head, _ in head.status }
        guard (200..<300).contains(status) else { throw Refused(origin: call.origin, status: status) }
    }
}
