import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import Telemetry

private struct Look: Tool {
    struct Arguments: ToolArguments {}
    static let name = "look"
    static let description = "Looks."
    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        _ = try await run.askUtility(system: "s", message: "m", purpose: .tool)
        return ToolOutput("seen")
    }
}

@Suite struct TelemetryTests {
    private let collector = Collector()

    private func telemetry(
        _ more: [String: String] = [:], collector: Collector? = nil, clock: any RuntimeClock = ManualClock()
    ) throws -> Telemetry {
        let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"].merging(more) { $1 }
        return Telemetry(
            try #require(TelemetrySettings(environment: environment)), version: "1.2.3",
            transport: collector ?? self.collector, clock: clock
        ) { _ in ServerAddress(origin: "https://api.test") }
    }

    @Test func `a turn is a trace of its calls and tools, and providers are asked within it`() async throws {
        let telemetry = try telemetry()
        let model = ScriptedModel([.toolCalls([("look", "{}")]), .text("inner"), .text("Done.")])
        let test = try TestRuntime(model, extensions: [telemetry], tools: [Look()])
        let parent = try #require(
            TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        let result = try await TraceContext.$current.withValue(parent) { try await test.send("Hi") }
        #expect(result.text == "Done.")
        try await test.runtime.stop()

        let spans = collector.spans
        #expect(
            spans.compactMap { $0["name"]?.stringValue } == [
                "chat \(model.profile.id.name)", "chat \(model.profile.id.name)", "execute_tool look",
                "chat \(model.profile.id.name)", "invoke_agent farthing",
            ])
        #expect(spans.allSatisfy { $0["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736" })
        let (turn, tool) = (spans[4], spans[2])
        #expect(turn["parentSpanId"] == "00f067aa0ba902b7")
        #expect([spans[0], tool, spans[3]].allSatisfy { $0["parentSpanId"] == turn["spanId"] })
        // What a tool asks for hangs on the tool.
        #expect(spans[1]["parentSpanId"] == tool["spanId"])
        #expect(Set(spans.compactMap { $0["spanId"]?.stringValue }).count == 5)
        let asked = spans[3]
        #expect(asked["kind"] == 3)
        #expect(asked.attribute("gen_ai.operation.name") == "chat")
        #expect(asked.attribute("gen_ai.provider.name") == model.profile.id.provider)
        #expect(asked.attribute("gen_ai.usage.input_tokens") == "100")
        #expect(asked.attribute("gen_ai.usage.output_tokens") == "20")
        #expect(asked.attribute("farthing.cost_usd") == "0.00014")
        #expect(asked.attribute("server.address") == "api.test")
        #expect(asked.attribute("server.port") == "443")
        #expect(asked.attribute("gen_ai.conversation.id") == turn.attribute("gen_ai.conversation.id"))
    }

    @Test func `nothing that was said is sent unless somebody asks for it`() async throws {
        for (variable, tells) in [("false", false), ("true", true)] {
            let collector = Collector()
            let telemetry = try telemetry(
                ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": variable], collector: collector)
            let test = try TestRuntime(ScriptedModel([.text("The answer is sherry.")]), extensions: [telemetry])
            _ = try await test.send("What is the secret drink?")
            try await test.runtime.stop()
            let sent = collector.taken.map(\.body.text).joined()
            #expect(sent.contains("secret drink") == tells)
            #expect(sent.contains("sherry") == tells)
        }
    }

    @Test func `measurements are those of the conventions, and only what a provider counted counts as tokens`()
        async throws
    {
        let silent = ScriptedReply([.event(.textDelta("Hm."))], usage: .missing)
        let telemetry = try telemetry()
        let test = try TestRuntime(ScriptedModel([.text("One."), silent]), extensions: [telemetry])
        _ = try await test.send("Hi")
        _ = try await test.send("Hi")
        try await test.runtime.stop()
        let tokens = try #require(collector.metric("gen_ai.client.token.usage")?["histogram"])
        #expect(tokens["aggregationTemporality"] == 2)
        let points = try #require(tokens["dataPoints"]?.arrayValue)
        let sums = points.map { "\($0.attribute("gen_ai.token.type") ?? "") \($0["count"]?.stringValue ?? "")" }
        #expect(sums.sorted() == ["input 1", "output 1"])
        let input = try #require(points.first { $0.attribute("gen_ai.token.type") == "input" })
        #expect(input["sum"]?.doubleValue == 100)
        // Up to 256, above 64.
        #expect(input["bucketCounts"]?[4] == "1")
        #expect(input["bucketCounts"]?.arrayValue?.count == 15)
        let durations = try #require(collector.metric("gen_ai.client.operation.duration")?["histogram"]?["dataPoints"])
        #expect(durations[0]?["count"] == "2")
        let cost = try #require(collector.metric("gen_ai.client.cost")?["sum"])
        #expect(cost["isMonotonic"] == true)
        #expect(collector.metric("gen_ai.invoke_agent.duration") != nil)
    }

    @Test func `a failed call says which error it was`() async throws {
        let telemetry = try telemetry()
        let test = try TestRuntime(
            ScriptedModel([.failure(ModelError(.authentication, "no"))]), extensions: [telemetry])
        _ = try? await test.send("Hi")  // the error is what the test is about
        try await test.runtime.stop()
        let span = try #require(collector.spans.first)
        #expect(span.attribute("error.type") == "authentication")
        #expect(span["status"]?["code"] == 2)
    }

    @Test func `a trace that its beginner does not record leaves no spans, measurements it does`() async throws {
        let telemetry = try telemetry()
        let test = try TestRuntime(ScriptedModel([.text("One.")]), extensions: [telemetry])
        let quiet = TraceContext(isSampled: false)
        _ = try await TraceContext.$current.withValue(quiet) { try await test.send("Hi") }
        try await test.runtime.stop()
        #expect(collector.spans.isEmpty)
        #expect(collector.metric("gen_ai.client.operation.duration") != nil)
    }

    @Test func `what does not fit the queue is dropped and counted, and no turn waits`() async throws {
        let clock = ManualClock()
        let telemetry = try telemetry(["OTEL_BSP_MAX_QUEUE_SIZE": "3"], clock: clock)
        let test = try TestRuntime(
            ScriptedModel(Array(repeating: .text("One."), count: 4)), extensions: [telemetry], clock: clock)
        for _ in 0..<4 { _ = try await test.send("Hi") }
        try await test.runtime.stop()
        // Two spans a turn; whichever came while a batch of three was on its way and three waited are gone.
        #expect(collector.spans.count + telemetry.dropped == 8)
        let told = collector.metric("farthing.telemetry.dropped")?["sum"]?["dataPoints"]?[0]?["asDouble"]?.doubleValue
        #expect(Int(told ?? 0) == telemetry.dropped)
    }

    @Test func `the line of spans is bounded, and one sends at a time`() {
        let span = Span(
            context: TraceContext(), parent: nil, name: "x", kind: .inside, start: Timestamp(microseconds: 1),
            end: Timestamp(microseconds: 2), attributes: [:])
        var queue = SpanQueue(capacity: 3, batch: 2)
        var joined = (0..<2).map { _ in queue.add(span) }
        #expect(joined == [.wait, .send])
        let began = [queue.beginSending(), queue.beginSending()]
        #expect(began == [true, false])
        var sent = [queue.next()?.count]
        joined = (0..<5).map { _ in queue.add(span) }
        #expect(joined == Array(repeating: .nothing, count: 5))
        #expect(queue.dropped == 2)
        for _ in 0..<3 { sent.append(queue.next()?.count) }
        #expect(sent == [2, 2, 1, nil])
        joined = [queue.add(span)]
        #expect(joined == [.wait])
    }

    @Test func `a collector that is busy is asked again, one that refuses is not`() async throws {
        let clock = ManualClock()
        let busy = Collector([503, 0])
        let telemetry = try telemetry(
            ["OTEL_METRICS_EXPORTER": "none", "OTEL_BSP_SCHEDULE_DELAY": "1000"], collector: busy, clock: clock)
        let test = try TestRuntime(ScriptedModel([.text("One.")]), extensions: [telemetry], clock: clock)
        _ = try await test.send("Hi")
        // The delay, then the pauses after two failures.
        for _ in 0..<3 {
            await clock.sleepers(atLeast: 1)
            clock.advance(by: .seconds(2))
        }
        for _ in 0..<100_000 where busy.spans.isEmpty { await Task.yield() }
        #expect(busy.refused == 2)
        #expect(busy.spans.count == 2)
        #expect(telemetry.dropped == 0)

        let refusing = Collector([400])
        let other = try self.telemetry(["OTEL_METRICS_EXPORTER": "none"], collector: refusing)
        let second = try TestRuntime(ScriptedModel([.text("One.")]), extensions: [other])
        _ = try await second.send("Hi")
        try await second.runtime.stop()
        #expect(other.dropped == 2)
    }

    @Test func `series beyond the bound are counted together`() throws {
        var book = MetricBook(startedAt: Timestamp(microseconds: 0))
        for number in 0..<(MetricBook.mostSeries + 500) {
            book.add(.duration, 1, ["gen_ai.request.model": .text("model-\(number)")])
        }
        let points = try #require(book.json(at: Timestamp(microseconds: 1))[0]?["histogram"]?["dataPoints"]?.arrayValue)
        #expect(points.count == MetricBook.mostSeries + 1)
        #expect(points.first { $0.attribute("otel.metric.overflow") != nil }?["count"] == "500")
    }
}
