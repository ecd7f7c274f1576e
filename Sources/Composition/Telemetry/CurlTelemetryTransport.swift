import AgentRuntime
import HTTPStreaming
import Telemetry

/// Posts telemetry over libcurl.
struct CurlTelemetryTransport: TelemetryTransport {
    let transport: any HTTPTransport

    func post(
        _ body: [UInt8], to address: String, headers: [(name: String, value: String)], timeLimit: Duration
    ) async throws -> TelemetryReply {
        var fields: HTTPHeaders = ["content-type": "application/json"]
        for header in headers { fields[header.name] = header.value }
        let call = HTTPCall(
            method: "POST", url: address, headers: fields, body: body,
            timeLimits: HTTPTimeLimits(
                connect: timeLimit, firstByte: timeLimit, betweenChunks: timeLimit, total: timeLimit),
            maxResponseBytes: 1 << 20)
        return try await transport.withResponse(to: call) { head, _ in
            let seconds = head.headers["retry-after"].flatMap { Int64($0) }
            return TelemetryReply(status: head.status, retryAfter: seconds.map { .seconds(max(0, min($0, 3600))) })
        }
    }
}
