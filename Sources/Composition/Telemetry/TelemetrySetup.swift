import AgentRuntime
import AgentSettings
import HTTPStreaming
import ModelProviders
import Telemetry

/// The extension that tells an OpenTelemetry collector, with its part of the settings.
enum TelemetrySetup {
    /// - Returns: nil when neither the environment nor the settings name a collector.
    /// - Throws: `AgentError` when its settings are not what it takes.
    static func telemetry(
        _ loaded: LoadedSettings, _ options: RuntimeOptions, registry: ProviderRegistry
    ) throws -> Telemetry? {
        let section = try ExtensionSection("Telemetry", loaded.settings, keys: ["endpoint", "content"])
        let endpoint = try section.text("endpoint")
        if let endpoint, !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            throw section.problem("endpoint", "\(endpoint) is no address: write http://HOST:4318")
        }
        guard
            let settings = TelemetrySettings(
                environment: options.environment, endpoint: endpoint, content: try section.flag("content") ?? false)
        else { return nil }
        let transport = CurlTransport(options: CurlTransport.Options(environment: options.environment))
        return Telemetry(
            settings, version: options.version, transport: CurlTelemetryTransport(transport: transport)
        ) { model in
            registry.address(of: model).flatMap { ServerAddress(origin: HTTPCall(url: $0).origin) }
        }
    }
}

extension Telemetry {
    /// In the Prometheus text format.
    var metrics: String {
        let name = "farthing_telemetry_dropped_spans_total"
        return "# HELP \(name) Spans that the collector did not take in time.\n# TYPE \(name) counter\n"
            + "\(name) \(dropped)\n"
    }
}
