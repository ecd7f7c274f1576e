/// How busy the machine that runs the local model is, as far as real sources say: shares of 0…1, nil where none does.
public struct ResourceReading: Sendable, Hashable {
    /// The share of time in which the GPU works (`nvidia-smi`).
    public var gpu: Double?
    /// The share of memory in use: of the model's key-value cache where the server says, else of the GPU's, else of
    /// the machine's.
    public var memory: Double?
    /// The share of swap space in use: of the server's where it says, else of the machine's.
    public var swap: Double?
    /// Requests that the server works on.
    public var running: Int?
    /// Requests that wait at the server.
    public var waiting: Int?

    /// Makes an empty reading.
    public init() {}

    /// Takes from another reading what this one does not know.
    public func filled(from other: ResourceReading) -> ResourceReading {
        var reading = self
        reading.gpu = gpu ?? other.gpu
        reading.memory = memory ?? other.memory
        reading.swap = swap ?? other.swap
        reading.running = running ?? other.running
        reading.waiting = waiting ?? other.waiting
        return reading
    }

    /// Reads the `/metrics` of vLLM or of llama.cpp's server. Several engines behind one server are averaged.
    public init(serverMetrics text: String) {
        let samples = PrometheusSamples(text)
        // vLLM renamed gpu_cache_usage_perc to kv_cache_usage_perc; both are shares of 0…1 in spite of the name.
        memory =
            samples.mean("vllm:kv_cache_usage_perc") ?? samples.mean("vllm:gpu_cache_usage_perc")
            ?? samples.mean("llamacpp:kv_cache_usage_ratio")
        swap = samples.mean("vllm:cpu_cache_usage_perc")
        running = (samples.sum("vllm:num_requests_running") ?? samples.sum("llamacpp:requests_processing")).map {
            Int($0)
        }
        waiting = (samples.sum("vllm:num_requests_waiting") ?? samples.sum("llamacpp:requests_deferred")).map {
            Int($0)
        }
    }

    /// Reads what `nvidia-smi --query-gpu=utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits`
    /// prints, one line a GPU; several are averaged.
    public init(nvidiaSMI text: String) {
        let rows = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",").map { Double(String($0).trimmed) }
        }.filter { $0.count == 3 }
        let busy = rows.compactMap { $0[0] }
        if !busy.isEmpty { gpu = busy.reduce(0, +) / Double(busy.count) / 100 }
        let used = rows.compactMap { row in row[1].flatMap { used in row[2].map { (used, $0) } } }
        let total = used.reduce(0) { $0 + $1.1 }
        if total > 0 { memory = used.reduce(0) { $0 + $1.0 } / total }
    }

    /// Reads `/proc/meminfo`.
    public init(meminfo text: String) {
        var values: [String: Double] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(whereSeparator: { $0 == ":" || $0 == " " })
            if parts.count >= 2, let value = Double(parts[1]) { values[String(parts[0])] = value }
        }
        if let total = values["MemTotal"], let free = values["MemAvailable"], total > 0 { memory = 1 - free / total }
        if let total = values["SwapTotal"], let free = values["SwapFree"], total > 0 { swap = 1 - free / total }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.prefix { $0 != " " }) }
}
