import LanguageModels
import Money
import NIOConcurrencyHelpers
import RateLimiting

/// The rate limits of one model with one key at work: lets requests through, makes the others wait on the runtime's
/// clock. All that is decided is decided by `RateLimiter`, a value.
final class RateGate: Sendable {
    /// A request that was let through, until `settle`.
    typealias Pass = RateLimiter.Reservation

    private enum Waiter {
        case announced
        case waiting(CheckedContinuation<Pass, any Error>)
        case admitted(Pass)
        case overdue
    }

    private struct State {
        var limiter: RateLimiter
        var waiters: [Int: Waiter] = [:]
        var nextID = 0
        var timer: (task: Task<Void, Never>, at: Duration)?
    }

    /// The limit of the settings for answers, in tokens a minute.
    let outputLimit: Int?
    private let model: ModelID
    private let countsCachedInput: Bool
    private let clock: any RuntimeClock
    private let state: NIOLockedValueBox<State>

    init(_ model: ModelID, limits: ModelRateLimits, clock: any RuntimeClock) {
        self.model = model
        self.clock = clock
        outputLimit = limits.outputTokens
        countsCachedInput = limits.countsCachedInput
        let stated = RateLimits(
            requests: limits.requests, inputTokens: limits.inputTokens, outputTokens: limits.outputTokens)
        state = NIOLockedValueBox(State(limiter: RateLimiter(stated, at: clock.uptime)))
    }

    /// How many wait.
    var waiting: Int { state.withLockedValue { $0.limiter.waiting } }

    /// Lets a request through, now or when its turn has come.
    ///
    /// - Parameters:
    ///   - deadline: the uptime until which it waits.
    ///   - onWait: told once when it has to wait.
    /// - Throws: `ModelError` for what will never fit or has waited too long; `CancellationError`, and then its place
    ///   is free at once; what `onWait` throws.
    func admit(
        _ demand: RateDemand, of conversation: ConversationID, deadline: Duration,
        onWait: (RateWait) async throws -> Void
    ) async throws -> Pass {
        let now = clock.uptime
        let (id, answer) = state.withLockedValue { state in
            state.nextID += 1
            let id = state.nextID
            let answer = state.limiter.request(
                demand, id: id, conversation: conversation.text, deadline: deadline, at: now)
            if case .waits = answer { state.waiters[id] = .announced }
            return (id, answer)
        }
        switch answer {
        case .admitted(let pass): return pass
        case .refused(let refusal): throw error(of: refusal)
        case .waits(let ahead):
            proceed()
            do {
                try await onWait(wait(behind: ahead, since: now))
                return try await turn(of: id, conversation)
            } catch {
                leave(id, conversation)
                throw error
            }
        }
    }

    /// Lets a request through if it need not wait.
    func admitNow(_ demand: RateDemand) -> Pass? {
        let now = clock.uptime
        return state.withLockedValue { $0.limiter.admit(demand, at: now) }
    }

    /// Whether a request would be let through now.
    func hasRoom(for demand: RateDemand) -> Bool {
        let now = clock.uptime
        return state.withLockedValue { $0.limiter.hasRoom(for: demand, at: now) }
    }

    /// Takes what was used instead of what was reserved; nil when nothing was sent.
    func settle(_ pass: Pass, used: RateDemand?) {
        let now = clock.uptime
        let isAwaited = state.withLockedValue { state in
            state.limiter.settle(pass, used: used, at: now)
            return state.limiter.waiting > 0
        }
        if isAwaited { proceed() }
    }

    /// What counts of a usage at this provider.
    func demand(_ settlement: AttemptSettlement) -> RateDemand {
        let usage = settlement.usage
        return RateDemand(
            inputTokens: usage.promptTokens - (countsCachedInput ? 0 : usage.cacheRead),
            outputTokens: usage.completionTokens)
    }

    /// Learns from what the provider says of its limits.
    func learn(_ limits: ProviderLimits) {
        let now = clock.uptime
        // Where output is limited apart, "tokens" are those of the prompt.
        let tokens: RateQuantity = limits.outputTokens.limit == nil ? .totalTokens : .inputTokens
        state.withLockedValue { state in
            for (quantity, window) in [
                (RateQuantity.requests, limits.requests), (tokens, limits.tokens), (.outputTokens, limits.outputTokens),
            ] {
                guard let limit = window.limit else { continue }
                state.limiter.learn(
                    quantity, ObservedLimit(limit: limit, remaining: window.remaining, reset: window.reset), at: now)
            }
        }
    }

    /// Lets nothing through for a while, as the provider asked.
    func pause(for duration: Duration) {
        let now = clock.uptime
        state.withLockedValue { $0.limiter.pause(for: duration, at: now) }
        proceed()
    }

    /// Waits until its turn has come.
    private func turn(of id: Int, _ conversation: ConversationID) async throws -> Pass {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Pass, any Error>? = state.withLockedValue { state in
                    if case .admitted(let pass) = state.waiters[id] {
                        state.waiters[id] = nil
                        return .success(pass)
                    }
                    if case .overdue = state.waiters[id] { return .failure(overdue) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = .waiting(continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            leave(id, conversation)
        }
    }

    /// Takes a waiter out of the line, or gives back what it was let through with.
    private func leave(_ id: Int, _ conversation: ConversationID) {
        let now = clock.uptime
        let waiter: Waiter? = state.withLockedValue { state in
            let waiter = state.waiters.removeValue(forKey: id)
            _ = state.limiter.cancel(id, of: conversation.text)
            if case .admitted(let pass) = waiter { state.limiter.settle(pass, used: nil, at: now) }
            return waiter
        }
        if case .waiting(let continuation) = waiter { continuation.resume(throwing: CancellationError()) }
        if waiter != nil { proceed() }
    }

    /// Lets through whose turn has come, and sets the timer for the next.
    private func proceed() {
        let now = clock.uptime
        let woken = state.withLockedValue { state in
            var woken: [(CheckedContinuation<Pass, any Error>, Result<Pass, any Error>)] = []
            let progress = state.limiter.advance(to: now)
            for (id, pass) in progress.admitted {
                if case .waiting(let continuation) = state.waiters[id] {
                    state.waiters[id] = nil
                    woken.append((continuation, .success(pass)))
                } else {
                    state.waiters[id] = .admitted(pass)
                }
            }
            for id in progress.overdue {
                if case .waiting(let continuation) = state.waiters[id] {
                    state.waiters[id] = nil
                    woken.append((continuation, .failure(overdue)))
                } else {
                    state.waiters[id] = .overdue
                }
            }
            setTimer(&state, now)
            return woken
        }
        for (continuation, result) in woken { continuation.resume(with: result) }
    }

    private func setTimer(_ state: inout State, _ now: Duration) {
        let wake = state.limiter.nextWake
        if let timer = state.timer {
            if timer.at == wake { return }
            timer.task.cancel()
            state.timer = nil
        }
        guard let wake else { return }
        // Unstructured because it serves all who wait, whichever of them is cancelled; there is one at a time, and it
        // ends with the line.
        let task = Task { [weak self, clock] in
            // Cancelled: another timer took its place.
            guard (try? await clock.sleep(for: max(.zero, wake - now))) != nil else { return }
            self?.fire(wake)
        }
        state.timer = (task, wake)
    }

    private func fire(_ wake: Duration) {
        state.withLockedValue { state in
            if state.timer?.at == wake { state.timer = nil }
        }
        proceed()
    }

    private func wait(behind ahead: Int, since now: Duration) -> RateWait {
        state.withLockedValue { state in
            let limiter = state.limiter
            let limit = limiter.bottleneck.flatMap { quantity in limiter.limit(quantity).map { (quantity, $0) } }
            return RateWait(
                model: model, limit: limit.map { "\($0.1.formatted) \($0.0.words) a minute" },
                expected: ahead == 0 ? limiter.nextWake.map { max(.zero, $0 - now) } : nil, ahead: ahead)
        }
    }

    private var overdue: ModelError {
        ModelError(.rateLimited, "The rate limit of \(model) did not let the request through in time.", model: model)
    }

    private func error(of refusal: RateLimiter.Refusal) -> ModelError {
        switch refusal {
        case .oversized(let quantity, let wanted, let limit):
            ModelError(
                .overRateLimit,
                "The request wants \(wanted.formatted) \(quantity.words), and the settings let \(model) have "
                    + "\(limit.formatted) a minute: raise the limit, or ask for less.", model: model)
        case .crowded(let count):
            ModelError(
                .overloaded, "\(count.formatted) requests already wait for the rate limit of \(model).", model: model)
        }
    }
}

extension RateQuantity {
    /// For a sentence.
    fileprivate var words: String {
        switch self {
        case .requests: "requests"
        case .inputTokens: "input tokens"
        case .outputTokens: "output tokens"
        case .totalTokens: "tokens"
        }
    }
}

extension Int {
    /// With thousands separated by commas.
    fileprivate var formatted: String {
        var digits = Array(String(magnitude))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return (self < 0 ? "-" : "") + String(digits)
    }
}
