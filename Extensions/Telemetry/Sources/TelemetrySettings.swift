/// Where telemetry goes and how, read from the variables that OpenTelemetry's own libraries read.
public struct TelemetrySettings: Sendable {
    /// Where spans are posted; nil sends none.
    public var traces: String?
    /// Where metrics are posted; nil sends none.
    public var metrics: String?
    /// Header fields of every request, e.g. the collector's key.
    public var headers: [(name: String, value: String)] = []
    /// What the sender is, `service.name` first.
    public var resource: [(name: String, value: String)] = []
    /// How long one request may take.
    public var timeLimit: Duration = .seconds(10)
    /// How long spans wait for others to go with.
    public var delay: Duration = .seconds(5)
    /// How many spans wait at most; more are dropped and counted.
    public var queue = 2048
    /// How many spans go at a time.
    public var batch = 512
    /// How often metrics are sent.
    public var interval: Duration = .seconds(60)
    /// How long the end of the process waits for the last of it.
    public var farewell: Duration = .seconds(5)
    /// Whether what is said to models and by them is sent too. Only when somebody asks for it.
    public var content = false

    /// Reads the settings; nil when nobody asks for telemetry.
    ///
    /// - Parameters:
    ///   - environment: the variables `OTEL_…`.
    ///   - endpoint: the collector, where the environment names none.
    ///   - content: whether what is said is sent too, where the environment does not say.
    public init?(environment: [String: String], endpoint: String? = nil, content: Bool = false) {
        func variable(_ name: String) -> String? {
            environment["OTEL_" + name].flatMap { $0.isEmpty ? nil : $0 }
        }
        func whole(_ name: String, _ range: ClosedRange<Int>) -> Int? {
            // What is no number in range is as if it were not there: so the specification wants it.
            variable(name).flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
        }
        guard variable("SDK_DISABLED")?.lowercased() != "true" else { return nil }
        let base = variable("EXPORTER_OTLP_ENDPOINT") ?? endpoint
        func address(_ signal: String) -> String? {
            guard variable("\(signal)_EXPORTER") != "none" else { return nil }
            if let whole = variable("EXPORTER_OTLP_\(signal)_ENDPOINT") { return whole }
            return base.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + "v1/" + signal.lowercased() }
        }
        traces = address("TRACES")
        metrics = address("METRICS")
        guard traces != nil || metrics != nil else { return nil }
        headers = Self.pairs(variable("EXPORTER_OTLP_HEADERS") ?? "")
        let stated = Self.pairs(variable("RESOURCE_ATTRIBUTES") ?? "")
        let service = variable("SERVICE_NAME") ?? stated.last { $0.name == "service.name" }?.value ?? "farthing"
        resource = [("service.name", service)] + stated.filter { $0.name != "service.name" }
        func milliseconds(_ name: String) -> Duration? { whole(name, 1...86_400_000).map { .milliseconds($0) } }
        timeLimit = milliseconds("EXPORTER_OTLP_TIMEOUT") ?? timeLimit
        delay = milliseconds("BSP_SCHEDULE_DELAY") ?? delay
        interval = milliseconds("METRIC_EXPORT_INTERVAL") ?? interval
        queue = whole("BSP_MAX_QUEUE_SIZE", 1...1_000_000) ?? queue
        batch = whole("BSP_MAX_EXPORT_BATCH_SIZE", 1...1_000_000) ?? batch
        let captures = variable("INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")
        self.content = captures.map { $0.lowercased() == "true" } ?? content
    }

    /// `name=value,name=value` with percent signs, as W3C's baggage is written.
    private static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: ",").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            let (name, value) = (trimmed(parts[0]), decoded(trimmed(parts[1])))
            return name.isEmpty ? nil : (name, value)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2 {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
