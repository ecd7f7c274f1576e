import AgentRuntime
import LanguageModels
import Money

/// What is said of one attempt: a span and measurements in the words of OpenTelemetry's conventions for generative AI.
struct AttemptTelemetry {
    private let start: AttemptStart
    private let end: AttemptSettlement
    private let server: ServerAddress?

    /// - Parameter server: where the provider is reached.
    init?(_ record: AttemptRecord, server: ServerAddress?) {
        guard let end = record.settlement else { return nil }
        start = record.start
        self.end = end
        self.server = server
    }

    /// What spans and measurements have in common, in the conventions' words.
    private var common: Attributes {
        var common: Attributes = [
            "gen_ai.operation.name": .text(operation),
            "gen_ai.provider.name": .text(ProviderNames.conventional(start.model.provider)),
            "gen_ai.request.model": .text(start.model.name),
        ]
        common.add("gen_ai.response.model", text: end.servedModel)
        common.add("server.address", text: server?.host)
        common.add("server.port", whole: server?.port)
        return common
    }

    /// The attempt.
    var id: AttemptID { start.id }

    private var operation: String { start.slot == .embedding ? "embeddings" : "chat" }

    private var error: String? {
        switch end.outcome {
        case .succeeded, .cached: nil
        case .cancelled: "cancelled"
        case .failed, .lost: end.errorCode ?? end.outcome.rawValue
        }
    }

    func span(_ context: TraceContext, parent: UInt64?) -> Span {
        var attributes = common
        let usage = end.usage
        attributes.add("gen_ai.conversation.id", text: start.conversation.text)
        attributes.add("gen_ai.request.max_tokens", whole: start.maxOutputTokens)
        attributes.add("gen_ai.response.id", text: end.responseID)
        attributes.add("gen_ai.response.finish_reasons", end.finishReason.map { .texts([$0]) })
        attributes.add(
            "gen_ai.response.time_to_first_chunk",
            end.firstTokenMicroseconds.map { .decimal(Double($0) / 1_000_000) })
        attributes.add("gen_ai.usage.input_tokens", whole: usage.promptTokens)
        attributes.add("gen_ai.usage.output_tokens", whole: usage.completionTokens)
        if usage.cacheRead > 0 { attributes.add("gen_ai.usage.cache_read.input_tokens", whole: usage.cacheRead) }
        if usage.cacheWrite > 0 { attributes.add("gen_ai.usage.cache_creation.input_tokens", whole: usage.cacheWrite) }
        attributes.add("gen_ai.usage.cost", end.cost.map { .decimal($0.dollars) })
        attributes.add("error.type", text: error)
        attributes.add("farthing.attempt.id", text: start.id.text)
        attributes.add("farthing.attempt.number", whole: start.number)
        attributes.add("farthing.cost_usd", text: end.cost?.description)
        attributes.add("farthing.cost_state", text: end.costState.rawValue)
        attributes.add("farthing.usage.source", text: end.usageSource.rawValue)
        attributes.add("farthing.outcome", text: end.outcome.rawValue)
        attributes.add("farthing.slot", text: start.slot.rawValue)
        attributes.add("farthing.purpose", text: start.purpose.rawValue)
        attributes.add("farthing.tier", text: start.tier)
        return Span(
            context: context, parent: parent, name: "\(operation) \(start.model.name)",
            // A cached answer came from here, nobody was asked.
            kind: end.outcome == .cached ? .inside : .client, start: start.startedAt,
            end: start.startedAt + .microseconds(end.latencyMicroseconds), attributes: attributes, error: error)
    }

    func measure(_ book: inout MetricBook) {
        guard end.outcome != .cached else { return }
        var timed = common
        timed.add("error.type", text: error)
        book.add(.duration, Double(end.latencyMicroseconds) / 1_000_000, timed)
        if let first = end.firstTokenMicroseconds { book.add(.firstChunk, Double(first) / 1_000_000, common) }
        if let cost = end.cost, cost.picodollars > 0 { book.add(.cost, cost.dollars, common) }
        // The conventions want no number that nobody counted.
        guard end.usageSource == .provider else { return }
        let counts = [("input", end.usage.promptTokens), ("output", end.usage.completionTokens)]
        for (type, count) in counts where count > 0 {
            var counted = common
            counted.add("gen_ai.token.type", text: type)
            book.add(.tokens, Double(count), counted)
        }
    }
}

extension Money {
    /// Dollars as the binary fraction that OpenTelemetry has for amounts; nothing is computed with it.
    fileprivate var dollars: Double { Double(picodollars) / Double(Money.picodollarsPerDollar) }
}
