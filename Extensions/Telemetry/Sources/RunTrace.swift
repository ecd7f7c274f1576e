import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// The trace of one run: where its spans hang, and what is known of attempts in flight.
final class RunTrace: Sendable {
    /// An attempt in flight.
    private struct Underway {
        var context: TraceContext
        var parent: UInt64?
        /// Its span, once it is settled.
        var span: Span?
    }

    private struct State {
        var startedAt: Timestamp
        var attempts: [AttemptID: Underway] = [:]
    }

    /// What the run is a part of; nil when its trace begins here.
    let parent: TraceContext?
    /// The run's own place: its turn's span, or the trace of a program's one request, which has no span of its own.
    let own: TraceContext
    private let hasSpan: Bool
    private let state: NIOLockedValueBox<State>

    init(_ run: Run, parent: TraceContext?) {
        self.parent = parent
        hasSpan = !run.isDirect
        own = parent?.child() ?? TraceContext()
        state = NIOLockedValueBox(State(startedAt: run.clock.now))
    }

    /// The span that work of this moment belongs to: a tool's where one runs, else the turn's.
    func place() -> (context: TraceContext, parent: UInt64?) {
        if let current = TraceContext.current, current != parent { return (current.child(), current.span) }
        return (own.child(), hasSpan ? own.span : parent?.span)
    }

    var startedAt: Timestamp {
        get { state.withLockedValue { $0.startedAt } }
        set { state.withLockedValue { $0.startedAt = newValue } }
    }

    /// Notes that an attempt is about to be made, and returns its place.
    func begin(_ attempt: AttemptID) -> TraceContext {
        let (context, parent) = place()
        state.withLockedValue { $0.attempts[attempt] = Underway(context: context, parent: parent) }
        return context
    }

    /// Makes the span of an attempt that was settled, where it is traced.
    ///
    /// - Returns: the span of one that nobody made, as of an answer out of a cache; others wait for `end`.
    func settle(_ told: AttemptTelemetry) -> Span? {
        let isUnderway = state.withLockedValue { state in
            guard let underway = state.attempts[told.id] else { return false }
            if underway.context.isSampled {
                state.attempts[told.id]?.span = told.span(underway.context, parent: underway.parent)
            }
            return true
        }
        guard !isUnderway else { return nil }
        let (context, parent) = place()
        return context.isSampled ? told.span(context, parent: parent) : nil
    }

    /// The span of an attempt that is over; nil when it was refused before it was one, or is not traced.
    func end(_ attempt: AttemptID) -> Span? {
        state.withLockedValue { $0.attempts.removeValue(forKey: attempt)?.span }
    }
}
