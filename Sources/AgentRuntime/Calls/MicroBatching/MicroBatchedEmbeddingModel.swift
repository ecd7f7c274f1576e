public import LanguageModels
import NIOConcurrencyHelpers

/// An embedding model whose small requests that come at the same time go to the provider as one.
///
/// Each caller gets its own vectors and its share of the usage, so that each is reserved, priced and recorded as if it
/// had been alone. One that is cancelled leaves the others alone; a request that nobody waits for any more is
/// cancelled.
public final class MicroBatchedEmbeddingModel: EmbeddingModel {
    /// What only requests of the same kind can share.
    private struct Lane: Hashable {
        var dimensions: Int?
        /// The key it is asked with; nil leaves it to the model.
        var key: Int?
    }

    private struct Waiter {
        var texts: [String]
        var lane: Lane
        var continuation: CheckedContinuation<EmbeddingResponse, any Error>
    }

    private struct State {
        var queue: MicroBatchQueue<Lane>
        var nextID = 0
        var waiters: [Int: Waiter] = [:]
        var timers: [Int: Task<Void, Never>] = [:]
        /// Who waits for each request in flight.
        var flights: [Int: (task: Task<Void, Never>, requests: [Int])] = [:]
    }

    /// The model's profile.
    public var profile: ModelProfile { model.profile }
    /// The model's limits.
    public var limits: EmbeddingLimits { model.limits }
    private let model: any EmbeddingModel
    /// Longer requests, in bytes, go alone: a full batch of these still fits the provider's limit, as a token is at
    /// least a byte.
    private let longest: Int
    private let clock: any RuntimeClock
    private let state: NIOLockedValueBox<State>

    /// Makes the model; nothing is started.
    public init(
        _ model: any EmbeddingModel, limits: MicroBatchLimits = MicroBatchLimits(),
        clock: any RuntimeClock = SystemClock()
    ) {
        self.model = model
        self.clock = clock
        var limits = limits
        // What the provider takes in one request bounds a batch too.
        let most = Swift.max(1, model.limits.texts)
        limits.range = Swift.min(limits.range.lowerBound, most)...Swift.min(limits.range.upperBound, most)
        longest = model.limits.tokens / limits.range.upperBound
        state = NIOLockedValueBox(State(queue: MicroBatchQueue(limits)))
    }

    /// How many texts a batch holds now.
    public var batchSize: Int { state.withLockedValue(\.queue.size) }

    /// How many callers wait for an answer.
    var waitingCount: Int { state.withLockedValue(\.waiters.count) }

    /// The keys with which it may be asked now.
    public var usableKeys: [Int] { model.usableKeys }

    /// The same model, asked with one of its keys: only requests with the same key go together.
    public func using(key: Int) -> any EmbeddingModel { Keyed(whole: self, key: key) }

    private struct Keyed: EmbeddingModel {
        let whole: MicroBatchedEmbeddingModel
        let key: Int
        var profile: ModelProfile { whole.profile }
        var limits: EmbeddingLimits { whole.limits }

        func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
            try await whole.embed(texts, Lane(dimensions: dimensions, key: key))
        }
    }

    /// Embeds texts, together with others that come within the wait.
    public func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        try await embed(texts, Lane(dimensions: dimensions, key: nil))
    }

    private func embed(_ texts: [String], _ lane: Lane) async throws -> EmbeddingResponse {
        guard texts.reduce(0, { $0 + $1.utf8.count }) <= longest else {
            return try await asked(lane).embed(texts, dimensions: lane.dimensions)
        }
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isWaiting = state.withLockedValue { state in
                    guard !Task.isCancelled else { return false }
                    state.waiters[id] = Waiter(texts: texts, lane: lane, continuation: continuation)
                    act(on: state.queue.add(id, texts: texts.count, key: lane), &state)
                    return true
                }
                if !isWaiting { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// Under the lock, so that a timer or a request cannot end before it is noted.
    private func act(on actions: [MicroBatchQueue<Lane>.Action], _ state: inout State) {
        for action in actions {
            switch action {
            case .startTimer(let batch, let wait):
                // A batch is nobody's child: whoever came first may be cancelled while others wait on.
                state.timers[batch] = Task { await wakeUp(batch, after: wait) }
            case .stopTimer(let batch):
                state.timers.removeValue(forKey: batch)?.cancel()
            case .send(let batch, let requests):
                state.timers.removeValue(forKey: batch)?.cancel()
                let waiters = requests.compactMap { state.waiters[$0] }
                // As above: the request belongs to all of its callers, and to none alone.
                state.flights[batch] = (Task { await send(batch, requests, waiters) }, requests)
            }
        }
    }

    private func asked(_ lane: Lane) -> any EmbeddingModel { lane.key.map { model.using(key: $0) } ?? model }

    private func wakeUp(_ batch: Int, after wait: Duration) async {
        do { try await clock.sleep(for: wait) } catch { return }
        state.withLockedValue { act(on: $0.queue.timePassed(batch: batch), &$0) }
    }

    private func send(_ batch: Int, _ requests: [Int], _ waiters: [Waiter]) async {
        do {
            let texts = waiters.flatMap(\.texts)
            let lane = waiters.first?.lane ?? Lane()
            let response = try await asked(lane).embed(texts, dimensions: lane.dimensions)
            finish(batch, requests, waiters, .success(response))
        } catch {
            finish(batch, requests, waiters, .failure(error))
        }
    }

    private func finish(
        _ batch: Int, _ requests: [Int], _ waiters: [Waiter], _ result: Result<EmbeddingResponse, any Error>
    ) {
        let waiting = state.withLockedValue { state in
            state.flights[batch] = nil
            return requests.map { state.waiters.removeValue(forKey: $0) != nil }
        }
        switch result {
        case .failure(let error):
            for (waiter, isWaiting) in zip(waiters, waiting) where isWaiting {
                waiter.continuation.resume(throwing: error)
            }
        case .success(let response):
            let shares = response.usage.shares(waiters.map { $0.texts.reduce(0) { $0 + $1.utf8.count } })
            var start = 0
            for (index, waiter) in waiters.enumerated() {
                let end = Swift.min(start + waiter.texts.count, response.vectors.count)
                // Too few vectors: the caller's own check says so.
                let vectors = Array(response.vectors[Swift.min(start, end)..<end])
                start = end
                guard waiting[index] else { continue }
                waiter.continuation.resume(
                    returning: EmbeddingResponse(
                        vectors: vectors, usage: shares[index], servedModel: response.servedModel,
                        limits: response.limits))
            }
        }
    }

    private func cancel(_ id: Int) {
        let (waiter, abandoned) = state.withLockedValue { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if waiter != nil { act(on: state.queue.cancel(id), &state) }
            let abandoned = state.flights.values.first { flight in
                flight.requests.contains(id) && flight.requests.allSatisfy { state.waiters[$0] == nil }
            }
            return (waiter, abandoned?.task)
        }
        abandoned?.cancel()
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
