import LanguageModels
import RateLimiting

/// A model with the key it is asked with, let through by that key's rate limits.
struct CallSeat: Sendable {
    let model: any Model
    let gate: RateGate
    let pass: RateGate.Pass

    /// Takes what was used instead of what was reserved.
    func settle(_ settlement: AttemptSettlement) { gate.settle(pass, used: gate.demand(settlement)) }

    /// Learns from a failure: the provider's limits, and the pause it asks for where it is worth waiting for.
    func note(_ error: any Error, _ policy: RetryPolicy) {
        guard let error = error as? ModelError else { return }
        if let limits = error.limits { gate.learn(limits) }
        if error.code == .rateLimited, let pause = error.retryAfter, pause <= policy.longestRetryAfter {
            gate.pause(for: pause)
        }
    }
}

extension CallPipeline {
    /// Waits until the attempt may be sent, with the key that lets it through first.
    ///
    /// An answer that nobody has bounded, or whose bound is the model's own, is bounded by the settings' limit of output
    /// tokens a minute.
    ///
    /// - Throws: `ModelError`; `CancellationError`.
    func seat(
        for attempt: inout ModelAttempt, _ kind: any CallKind, isQuiet: Bool, _ underway: CallUnderway
    ) async throws -> CallSeat {
        let id = attempt.request.model
        let model = try kind.model(id)
        let keys = model.usableKeys
        let gates = keys.isEmpty ? [upstreams.gate(of: id, key: 0)] : keys.map { upstreams.gate(of: id, key: $0) }
        if let limit = gates[0].outputLimit, limit > 0, attempt.request.maxOutputTokens == nil,
            attempt.start.maxOutputTokens.map({ $0 > limit }) ?? true
        {
            attempt.request.maxOutputTokens = limit
        }
        let demand = RateDemand(
            inputTokens: attempt.start.promptTokens,
            outputTokens: attempt.request.maxOutputTokens ?? attempt.start.maxOutputTokens ?? 0)
        func seat(_ index: Int, _ pass: RateGate.Pass) -> CallSeat {
            CallSeat(model: keys.isEmpty ? model : model.using(key: keys[index]), gate: gates[index], pass: pass)
        }
        if gates.count > 1 {
            for index in gates.indices {
                if let pass = gates[index].admitNow(demand) { return seat(index, pass) }
            }
        }
        let shortest = gates.indices.min { gates[$0].waiting < gates[$1].waiting } ?? 0
        let began = services.clock.uptime
        let pass = try await gates[shortest].admit(demand, of: conversation, deadline: underway.deadline) { wait in
            if !isQuiet { try await emit(.waiting(wait)) }
        }
        if services.clock.uptime - began > .milliseconds(1) { attempt.start.startedAt = services.clock.now }
        return seat(shortest, pass)
    }
}
