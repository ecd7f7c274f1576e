import AgentRuntime
import ExactJSON
import LanguageModels
import ModelProviders
import Money

extension BatchDesk {
    /// Collects what has ended: every request is settled at the batch tier, and its outcome kept.
    ///
    /// - Parameters:
    ///   - waits: whether to wait until everything has ended, which may take a day.
    ///   - progress: told of the requests that are done.
    /// - Returns: how the batches stand, and, once all have ended, a line a request in the order of the file: its id,
    ///   its model, `text`, `response` or `error`, `usage`, `cost_usd` and `cost_state`.
    /// - Throws: `BatchError` when the file was never submitted; `ModelError`; `LedgerError`; `CancellationError`.
    public func collect(
        _ bytes: [UInt8], waits: Bool = false, progress: Progress = { _, _ in }
    ) async throws -> (report: BatchReport, lines: [UInt8]?) {
        var (key, state) = try known(bytes)
        if let unsent = state.parts.first(where: { $0.stage == .prepared || $0.stage == .sending }) {
            throw BatchError(
                .notSubmitted,
                "A part for \(unsent.model) was not handed over: `farthing batch submit` goes on with it.")
        }
        var remotes: [Int: RemoteBatch] = [:]
        var pause = Duration.seconds(1)
        while true {
            for index in state.parts.indices where state.parts[index].stage == .submitted {
                let part = state.parts[index]
                let service = try composed.registry.batchService(part.model)
                let remote = try await service.batch(part.remote ?? "")
                remotes[index] = remote
                if remote.hasEnded { try await take(remote, from: service, &state, index, key) }
            }
            let report = report(state, remotes)
            try progress(report.done, report.total)
            if report.isCollected { return (report, try ordered(key, state)) }
            guard waits else { return (report, nil) }
            // A batch takes minutes to hours, and asking costs a request of the rate limit.
            try await services.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(60))
        }
    }

    private func take(
        _ remote: RemoteBatch, from service: any BatchService, _ state: inout BatchState, _ index: Int, _ key: String
    ) async throws {
        let part = state.parts[index]
        let outcomes = Dictionary(
            try await service.outcomes(of: remote).map { ($0.customID, $0) }, uniquingKeysWith: { first, _ in first })
        let known = try await attempts(of: state)
        let run = composed.runtime.detachedRun(record(state), turn: state.turn)
        var lines: [UInt8] = []
        var unsettled: [AttemptRecord] = []
        for (id, name) in zip(part.attempts, part.names) {
            guard let record = known[id] else { continue }
            let outcome = outcomes[name] ?? Self.missing(name, remote, part.model)
            let settlement = record.settlement ?? settlement(of: record.start, outcome)
            if record.settlement == nil {
                unsettled.append(AttemptRecord(start: record.start, settlement: settlement))
            }
            lines += Self.line(outcome, settlement, part.model).utf8
            lines.append(UInt8(ascii: "\n"))
            if unsettled.count == 500 {
                try await run.settle(unsettled)
                unsettled = []
            }
        }
        try await run.settle(unsettled)
        try folder.keep(outcomes: lines, key, part: index)
        state.parts[index].stage = .collected
        try folder.keep(state, key)
    }

    private static func missing(_ name: String, _ remote: RemoteBatch, _ model: ModelID) -> BatchOutcome {
        let why = remote.problem.map { ": \($0)" } ?? ""
        return BatchOutcome(
            customID: name, reply: .null, usage: .missing,
            error: ModelError(.server, "it was not worked on, the batch is \(remote.status)\(why)", model: model))
    }

    private func settlement(of start: AttemptStart, _ outcome: BatchOutcome) -> AttemptSettlement {
        var report = outcome.usage
        if report.source == .missing {
            let output = outcome.response.map { services.tokens.tokens(of: $0.message.text, for: start.model).tokens }
            let isAnswered = outcome.error == nil
            report = UsageReport(
                Usage(input: isAnswered ? start.promptTokens : 0, output: isAnswered ? output ?? 0 : 0),
                source: .estimate)
        }
        let now = services.clock.now
        var priced = PricedUsage(cost: nil, state: .unpriced)
        if let served = outcome.response?.servedModel, served != start.model.name {
            let id = ModelID(provider: start.model.provider, name: served)
            priced = services.prices.price(report, model: id, tier: .batch, at: start.startedAt)
        }
        if priced.cost == nil {
            priced = services.prices.price(report, model: start.model, tier: .batch, at: start.startedAt)
        }
        return AttemptSettlement(
            id: start.id, settledAt: now, outcome: outcome.error == nil ? .succeeded : .failed,
            servedModel: outcome.response?.servedModel, responseID: outcome.response?.id,
            finishReason: outcome.response?.finishReason.name, usage: report.usage, usageSource: report.source,
            cost: priced.cost, costState: priced.state, latencyMicroseconds: (now - start.startedAt).microseconds,
            errorCode: outcome.error?.code.rawValue, errorMessage: outcome.error?.message)
    }

    private static func line(_ outcome: BatchOutcome, _ settlement: AttemptSettlement, _ model: ModelID) -> JSONValue {
        var line = JSONObject([
            ("custom_id", .string(outcome.customID)), ("model", .string(model.description)),
        ])
        if let error = outcome.error {
            line["error"] = ["type": .string(error.code.rawValue), "message": .string(error.message)]
        } else {
            if let text = outcome.response?.message.text { line["text"] = .string(text) }
            line["response"] = outcome.reply
        }
        let usage = settlement.usage
        line["usage"] = [
            "input_tokens": JSONValue(usage.promptTokens), "cached_tokens": JSONValue(usage.cacheRead),
            "output_tokens": JSONValue(usage.completionTokens), "reasoning_tokens": JSONValue(usage.reasoning),
        ]
        line["cost_usd"] = settlement.cost.map { .string($0.description) } ?? .null
        line["cost_state"] = .string(settlement.costState.rawValue)
        return .object(line)
    }

    /// The outcomes of all parts in the order of the file.
    private func ordered(_ key: String, _ state: BatchState) throws -> [UInt8] {
        var found: [String: [UInt8]] = [:]
        for (index, part) in state.parts.enumerated() {
            let lines = try folder.outcomes(key, part: index)?.split(separator: UInt8(ascii: "\n")) ?? []
            for (name, line) in zip(part.names, lines) { found[name] = Array(line) }
        }
        return state.order.flatMap { name in found[name].map { $0 + [UInt8(ascii: "\n")] } ?? [] }
    }
}
