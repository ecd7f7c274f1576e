public import AgentRuntime
public import LanguageModels

/// Sends spans and metrics of turns, model calls and tools to an OpenTelemetry collector, over OTLP/HTTP in JSON.
///
/// Providers are asked with the `traceparent` of the attempt's span. Nothing that was said is sent unless the settings
/// ask for it, no turn waits for the collector, and what it does not take is dropped and counted.
public struct Telemetry: ResidentExtension {
    /// Who the extension is. It stands next to the provider, so that its spans are of what is really asked.
    public let manifest = ExtensionManifest(
        name: "Telemetry", summary: "Sends traces and metrics to an OpenTelemetry collector.", order: 90)
    private let exporter: TelemetryExporter
    private let server: @Sendable (ModelID) -> ServerAddress?

    /// Makes the extension; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - settings: where to and how.
    ///   - version: the product's.
    ///   - transport: sends the documents.
    ///   - clock: the time.
    ///   - server: where a model's provider is reached; nil when nobody is asked over a network.
    public init(
        _ settings: TelemetrySettings, version: String, transport: any TelemetryTransport,
        clock: any RuntimeClock = SystemClock(), server: @escaping @Sendable (ModelID) -> ServerAddress? = { _ in nil }
    ) {
        exporter = TelemetryExporter(settings, version: version, transport: transport, clock: clock)
        self.server = server
    }

    /// How many spans were made and could not be sent.
    public var dropped: Int { exporter.dropped }

    /// Nothing has to be ready before a run.
    public func prepare() async {}

    /// Sends what is left.
    public func finish() async { await exporter.finish() }

    /// Adds the handlers.
    public func register(in hooks: inout Hooks, for run: Run) {
        let trace = RunTrace(run, parent: TraceContext.current)
        if !run.isDirect { noteTurn(in: &hooks, run, trace) }
        noteTools(in: &hooks, run, trace)
        let (exporter, server) = (exporter, server)
        let tellsContent = exporter.settings.content
        hooks.modelAttempt.add(timeout: nil, onFailure: .skip) { attempt, next in
            let context = trace.begin(attempt.start.id)
            var content = tellsContent ? MessageContent(attempt.request) : nil
            defer {
                if var span = trace.end(attempt.start.id) {
                    content?.add(to: &span.attributes)
                    exporter.add(span)
                }
            }
            let response = try await TraceContext.$current.withValue(context) { try await next(attempt) }
            content?.add(response)
            return response
        }
        hooks.usageRecorded.add { record in
            guard let told = AttemptTelemetry(record, server: server(record.start.model)) else { return }
            exporter.measure { told.measure(&$0) }
            if let span = trace.settle(told) { exporter.add(span) }
        }
    }

    private func noteTurn(in hooks: inout Hooks, _ run: Run, _ trace: RunTrace) {
        let exporter = exporter
        hooks.monologueStart.add { _ in trace.startedAt = run.clock.now }
        hooks.monologueEnd.add { state in
            let end = run.clock.now
            let agent: Attributes.Value = .text(run.depth == 0 ? "farthing" : "farthing.subordinate")
            var attributes: Attributes = ["gen_ai.operation.name": .text("invoke_agent"), "gen_ai.agent.name": agent]
            exporter.measure { [attributes] book in
                book.add(.agentDuration, Double((end - trace.startedAt).microseconds) / 1_000_000, attributes)
            }
            guard trace.own.isSampled else { return }
            attributes.add("gen_ai.conversation.id", text: run.conversation.text)
            attributes.add("gen_ai.request.model", text: state.route.model.name)
            attributes.add("farthing.turn.id", text: run.turn.text)
            attributes.add("farthing.iterations", whole: state.iteration + 1)
            exporter.add(
                Span(
                    context: trace.own, parent: trace.parent?.span, name: "invoke_agent farthing", kind: .inside,
                    start: trace.startedAt, end: end, attributes: attributes))
        }
    }

    private func noteTools(in hooks: inout Hooks, _ run: Run, _ trace: RunTrace) {
        let exporter = exporter
        hooks.toolCall.add(timeout: nil, onFailure: .skip) { invocation, next in
            let (context, parent) = trace.place()
            let start = run.clock.now
            func note(_ error: String?) {
                let end = run.clock.now
                var attributes: Attributes = [
                    "gen_ai.operation.name": .text("execute_tool"), "gen_ai.tool.name": .text(invocation.name),
                ]
                attributes.add("error.type", text: error)
                exporter.measure { [attributes] book in
                    book.add(.toolDuration, Double((end - start).microseconds) / 1_000_000, attributes)
                }
                guard context.isSampled else { return }
                attributes.add("gen_ai.tool.call.id", text: invocation.id)
                attributes.add("gen_ai.conversation.id", text: run.conversation.text)
                exporter.add(
                    Span(
                        context: context, parent: parent, name: "execute_tool \(invocation.name)", kind: .inside,
                        start: start, end: end, attributes: attributes, error: error))
            }
            do {
                let result = try await TraceContext.$current.withValue(context) { try await next(invocation) }
                note(result.isError ? "tool_error" : nil)
                return result
            } catch {
                note(error is CancellationError ? "cancelled" : "\(type(of: error))")
                throw error
            }
        }
    }
}
