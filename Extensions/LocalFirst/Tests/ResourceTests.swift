import FarthingTesting
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
        #expect(!efficiency.metrics().contains("swap"))
        let nothing = ResourceEfficiency(ResourceReading(), costPerRequest: nil, limit: .zero)
        #expect(nothing.overall == nil)
        #expect(nothing.recommendations.isEmpty)
        #expect(nothing.lines(ResourceReading()) == [] && nothing.metrics(gpuHour: .zero) == "")
        #expect(
            efficiency.lines(reading) == [
                "The local machine: GPU 43 % (target 85 %), memory 90 % (target 80 %).",
                "gpu: Let more requests run at once (a larger batch).",
                "cost: Batch requests or keep more of them local: one costs too much.",
            ])
        #expect(efficiency.metrics(gpuHour: Money(dollars: 2)).contains("cost_per_gpu_hour_dollars 2\n"))
    }

    @Test func `sources fill in what better ones do not know, and one that fails knows nothing`() async {
        struct Down: Error {}
        let clock = ManualClock()
        let monitor = ResourceMonitor(
            [
                { throw Down() },
                {
                    var reading = ResourceReading()
                    reading.memory = 0.5
                    return reading
                },
                {
                    var reading = ResourceReading()
                    (reading.memory, reading.swap) = (0.9, clock.uptime > .zero ? 0.2 : 0.1)
                    return reading
                },
            ], clock: clock)
        let first = await monitor.reading()
        #expect(first.gpu == nil && first.memory == 0.5 && first.swap == 0.1)
        clock.advance(by: .seconds(4))
        #expect(await monitor.reading().swap == 0.1)
        clock.advance(by: .seconds(1))
        #expect(await monitor.reading().swap == 0.2)
    }
}
