import AgentRuntime
import AgentSettings
import BundledTools
import ExactJSON
import HTTPStreaming
import LanguageModels
import LocalFirst
import ModelProviders
import Money

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How busy the machine that runs the local models is, and how well it is used.
///
/// It looks where numbers really are: the `/metrics` of the model servers on this network (vLLM, llama.cpp),
/// `nvidia-smi` where there is one, and `/proc/meminfo`.
package struct LocalMachine: Sendable {
    private let monitor: ResourceMonitor
    private let book: any CostBook
    private let fixed: Money
    private let jobLimit = Money(picodollars: 10_000_000_000)
    private let zone: TimeZoneRules
    /// Whether the settings name a model that runs on this machine or network.
    package let runsModels: Bool

    init(_ loaded: LoadedSettings, registry: ProviderRegistry, book: any CostBook) {
        let settings = loaded.settings
        let entries = Self.models(settings).compactMap { registry.catalogue[$0.provider] }
            .filter { $0.locality == .local && $0.dialect != .offline }
        runsModels = !entries.isEmpty
        let transport = CurlTransport(options: CurlTransport.Options(environment: [:]))
        let servers = Set(entries.compactMap(\.baseURL)).sorted().map { Self.server($0, transport) }
        monitor = ResourceMonitor(servers + [Self.graphics, Self.machine])
        self.book = book
        fixed = settings.budgets.month.fixed.values.compactMap { Money($0.text) }.reduce(.zero, +)
        // The settings have checked the name.
        zone = (try? TimeZoneRules(named: settings.budgets.month.timeZone)) ?? .utc
    }

    /// The metrics in the Prometheus text format; empty where no source answers.
    package var metrics: String {
        get async {
            let (reading, efficiency, month) = await look()
            guard reading != ResourceReading() else { return "" }
            let hours = month.hours
            return efficiency.metrics(gpuHour: hours > 0 ? (fixed + month.spent).share(1, of: hours) : nil)
        }
    }

    /// Lines for a person; none where no model runs locally or no source answers.
    package var lines: [String] {
        get async {
            guard runsModels else { return [] }
            let (reading, efficiency, _) = await look()
            return efficiency.lines(reading)
        }
    }

    private func look() async -> (ResourceReading, ResourceEfficiency, (spent: Money, hours: Int)) {
        let reading = await monitor.reading()
        let now = SystemClock().now
        let month = zone.period(.month, at: now)
        // Without the books the machine's own numbers still stand.
        let sums = try? await book.costs(CostQuery(since: month.start, until: month.end)).sums
        let spent = sums?.cost ?? .zero
        let requests = (sums?.entries ?? 0) - (sums?.cached ?? 0)
        let efficiency = ResourceEfficiency(
            reading, costPerRequest: requests > 0 ? spent.share(1, of: requests) : nil, limit: jobLimit)
        return (reading, efficiency, (spent, Int((now - month.start).components.seconds / 3600)))
    }

    /// Every model that the settings name.
    private static func models(_ settings: Settings) -> [ModelID] {
        let slots = [settings.models.chat, settings.models.utility, settings.models.browser, settings.models.embedding]
        let tiers = settings.routing.tiers
        let own = settings.extensions.settings["LocalFirst"]?["local"]?.stringValue
        var names = tiers.simple + tiers.standard + tiers.premium
        for slot in slots { names += [slot.model].compactMap(\.self) + slot.fallbacks }
        if let own { names.append(own) }
        return names.compactMap { ModelID($0) }
    }

    private static func server(_ baseURL: String, _ transport: any HTTPTransport) -> ResourceMonitor.Source {
        var root = baseURL
        while root.hasSuffix("/") { root.removeLast() }
        if root.hasSuffix("/v1") { root.removeLast(3) }
        let call = HTTPCall(
            url: root + "/metrics",
            timeLimits: HTTPTimeLimits(
                connect: .milliseconds(500), firstByte: .seconds(2), betweenChunks: .seconds(1), total: .seconds(3)),
            maxResponseBytes: 4 << 20)
        return {
            let (head, body) = try await transport.send(call)
            guard head.status == 200 else { return ResourceReading() }
            return ResourceReading(serverMetrics: String(decoding: body, as: UTF8.self))
        }
    }

    private static let graphics: ResourceMonitor.Source = {
        let query = "--query-gpu=utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits"
        let result = try await QuietCommand("command -v nvidia-smi >/dev/null && exec nvidia-smi \(query)").run()
        return result.status == 0 ? ResourceReading(nvidiaSMI: result.output) : ResourceReading()
    }

    private static let machine: ResourceMonitor.Source = {
        guard let file = fopen("/proc/meminfo", "r") else { return ResourceReading() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, file)
        return ResourceReading(meminfo: String(decoding: bytes[..<count], as: UTF8.self))
    }
}
