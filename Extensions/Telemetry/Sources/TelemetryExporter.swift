import AgentRuntime
import NIOConcurrencyHelpers

/// Sends spans in batches and metrics at intervals, beside the turns and never in their way: adding is a lock and an
/// append, and what a slow collector does not take in time is dropped and counted.
final class TelemetryExporter: Sendable {
    private struct State {
        var queue: SpanQueue
        var book: MetricBook
        var alarms: [Alarm] = []
        var metricsWait = false
        var work: [Task<Void, Never>] = []
        var isOver = false
        var reportedDrops = 0
    }

    /// How often a batch is sent before it is dropped.
    private static let mostTries = 4

    let settings: TelemetrySettings
    private let transport: any TelemetryTransport
    private let clock: any RuntimeClock
    private let document: OTLPDocument
    private let state: NIOLockedValueBox<State>

    init(
        _ settings: TelemetrySettings, version: String, transport: any TelemetryTransport, clock: any RuntimeClock
    ) {
        self.settings = settings
        self.transport = transport
        self.clock = clock
        document = OTLPDocument(resource: settings.resource, version: version)
        state = NIOLockedValueBox(
            State(
                queue: SpanQueue(capacity: settings.queue, batch: settings.batch),
                book: MetricBook(startedAt: clock.now)))
    }

    /// How many spans were made and could not be sent.
    var dropped: Int { state.withLockedValue { $0.queue.dropped } }

    /// Adds a finished span.
    func add(_ span: Span) {
        guard settings.traces != nil else { return }
        let next = state.withLockedValue { $0.isOver ? .nothing : $0.queue.add(span) }
        switch next {
        case .nothing: return
        case .wait: alarm(after: settings.delay) { exporter in exporter.sendSoon() }
        case .send: sendSoon()
        }
    }

    /// Adds measurements.
    func measure(_ add: (inout MetricBook) -> Void) {
        guard settings.metrics != nil else { return }
        let begins = state.withLockedValue { state in
            add(&state.book)
            guard !state.metricsWait, !state.isOver else { return false }
            state.metricsWait = true
            return true
        }
        if begins { alarm(after: settings.interval) { exporter in exporter.work { await $0.sendMetrics() } } }
    }

    /// Sends what is left, within the time of a farewell, and ends.
    func finish() async {
        let (alarms, work) = state.withLockedValue { state in
            state.isOver = true
            defer { (state.alarms, state.work) = ([], []) }
            return (state.alarms, state.work)
        }
        for alarm in alarms { alarm.cancel() }
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for task in work { await task.value }
                await self.sendSpans()
                await self.sendMetrics()
                return true
            }
            group.addTask { [clock, settings] in
                // Cancelled: the last of it is sent.
                (try? await clock.sleep(for: settings.farewell)) == nil
            }
            if await group.next() == false { for task in work { task.cancel() } }
            group.cancelAll()
        }
    }

    private func alarm(after duration: Duration, _ action: @escaping @Sendable (TelemetryExporter) -> Void) {
        let alarm = clock.alarm(after: duration) { [weak self] in if let self { action(self) } }
        state.withLockedValue { state in
            if state.isOver { return alarm.cancel() }
            // At most one for spans and one for metrics still has to ring; the rest did.
            state.alarms = state.alarms.suffix(3) + [alarm]
        }
    }

    private func sendSoon() { work { await $0.sendSpans() } }

    private func work(_ body: @escaping @Sendable (TelemetryExporter) async -> Void) {
        state.withLockedValue { state in
            guard !state.isOver else { return }
            // Unstructured because no turn may wait for a collector; `finish` awaits it.
            let task = Task { await body(self) }
            // One sends at a time; those before have ended or are about to see that there is nothing left to send.
            state.work = state.work.suffix(3) + [task]
        }
    }

    private func sendSpans() async {
        guard let address = settings.traces, state.withLockedValue({ $0.queue.beginSending() }) else { return }
        while let spans = state.withLockedValue({ $0.queue.next() }) {
            guard await !send(document.traces(spans), to: address) else { continue }
            state.withLockedValue { $0.queue.drop(spans.count) }
        }
    }

    private func sendMetrics() async {
        guard let address = settings.metrics else { return }
        let metrics = state.withLockedValue { state -> [UInt8]? in
            state.metricsWait = false
            let drops = state.queue.dropped - state.reportedDrops
            if drops > 0 { state.book.add(.dropped, Double(drops), [:]) }
            state.reportedDrops += drops
            return state.book.hasNews ? document.metrics(state.book.json(at: clock.now)) : nil
        }
        // What does not arrive is in the next document too: the sums go on from the start.
        if let metrics { _ = await send(metrics, to: address) }
    }

    /// Sends a document, again where the collector wishes it; false when it did not arrive.
    private func send(_ body: [UInt8], to address: String) async -> Bool {
        var pause = Duration.seconds(1)
        for attempt in 1...Self.mostTries {
            var wish: Duration?
            do {
                let reply = try await transport.post(
                    body, to: address, headers: settings.headers, timeLimit: settings.timeLimit)
                if reply.isGood { return true }
                guard reply.mayRetry else { return false }
                wish = reply.retryAfter
            } catch {
                // Not reached: the same as an answer that allows another attempt.
            }
            let isOver = state.withLockedValue { $0.isOver }
            guard attempt < Self.mostTries, !isOver, !Task.isCancelled else { return false }
            do { try await clock.sleep(for: min(max(wish ?? pause, pause), .seconds(30))) } catch { return false }
            pause = pause * 2
        }
        return false
    }
}
