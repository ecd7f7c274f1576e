import LanguageModels
import Telemetry
import Testing

@Suite struct TelemetrySettingsTests {
    @Test func `nobody asks for it, nothing is sent`() {
        #expect(TelemetrySettings(environment: [:]) == nil)
        #expect(
            TelemetrySettings(environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true",
            ]) == nil)
        #expect(
            TelemetrySettings(
                environment: ["OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none"],
                endpoint: "http://c:4318") == nil)
    }

    @Test func `the variables of OpenTelemetry's libraries mean here what they mean there`() throws {
        let settings = try #require(
            TelemetrySettings(environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/spans",
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20abc, x-team = blue",
                "OTEL_SERVICE_NAME": "shop", "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,deployment=eu",
                "OTEL_BSP_SCHEDULE_DELAY": "250", "OTEL_BSP_MAX_QUEUE_SIZE": "nonsense",
                "OTEL_METRIC_EXPORT_INTERVAL": "1000",
            ]))
        #expect(settings.traces == "http://t/spans")
        #expect(settings.metrics == "http://c:4318/v1/metrics")
        #expect(settings.headers.map { "\($0.name)=\($0.value)" } == ["authorization=Bearer abc", "x-team=blue"])
        #expect(settings.resource.map { "\($0.name)=\($0.value)" } == ["service.name=shop", "deployment=eu"])
        #expect(settings.delay == .milliseconds(250))
        #expect(settings.queue == 2048)
        #expect(settings.interval == .seconds(1))
        #expect(!settings.content)
    }

    @Test(arguments: [
        ("https://api.openai.com", "api.openai.com", 443), ("http://127.0.0.1:8000", "127.0.0.1", 8000),
        ("http://[::1]:9", "[::1]", 9), ("http://[::1]", "[::1]", 80),
    ])
    func `a server's address is read from its origin`(origin: String, host: String, port: Int) throws {
        let address = try #require(ServerAddress(origin: origin))
        #expect(address.host == host)
        #expect(address.port == port)
    }
}
