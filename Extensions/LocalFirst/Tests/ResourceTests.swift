import LocalFirst
import Money
import Testing

@Suite struct ResourceTests {
    @Test func `reads vLLM's metrics`() {
        let reading = ResourceReading(
            serverMetrics: """
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="a b"} 3.0
                vllm:num_requests_running{engine="1",model_name="a b"} 2.0
                vllm:num_requests_waiting{engine="0"} 1.0
                vllm:kv_cache_usage_perc{engine="0"} 0.5
                vllm:kv_cache_usage_perc{engine="1"} 0.25
                """)
        #expect(reading.memory == 0.375)
        #expect(reading.running == 5)
        #expect(reading.waiting == 1)
        #expect(reading.gpu == nil)
    }

    @Test func `reads llama cpp, nvidia-smi and the machine's memory`() {
        #expect(ResourceReading(serverMetrics: "llamacpp:kv_cache_usage_ratio 0.2\n").memory == 0.2)
        let gpu = ResourceReading(nvidiaSMI: "80, 1000, 4000\n60, 3000, 4000\n")
        #expect(gpu.gpu == 0.7)
        #expect(gpu.memory == 0.5)
        #expect(ResourceReading(nvidiaSMI: "[N/A], [N/A], [N/A]\n") == ResourceReading())
        let machine = ResourceReading(
            meminfo: "MemTotal: 1000 kB\nMemAvailable: 250 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n")
        #expect(machine.memory == 0.75)
        #expect(machine.swap == nil)
    }

    @Test func `scores what is known and makes nothing up`() {
        var reading = ResourceReading()
        reading.gpu = 0.425
        reading.memory = 0.9
        let efficiency = ResourceEfficiency(
            reading, costPerRequest: Money(picodollars: 20_000_000_000), limit: Money(picodollars: 10_000_000_000))
        #expect(efficiency.gpu == 50)
        #expect(efficiency.memory == 100)
        #expect(efficiency.swap == nil)
        #expect(efficiency.cost == 50)
        #expect(efficiency.overall == 65)
        #expect(efficiency.recommendations.map(\.resource) == ["gpu", "cost"])
        #expect(!efficiency.metrics.contains("swap"))
        let nothing = ResourceEfficiency(ResourceReading(), costPerRequest: nil, limit: .zero)
        #expect(nothing.overall == nil)
        #expect(nothing.recommendations.isEmpty)
    }
}
