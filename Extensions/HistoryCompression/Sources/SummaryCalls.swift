import AgentRuntime
import NIOConcurrencyHelpers

/// How often one compaction may still ask the utility model, and until when: a long history that is compacted at once
/// must not become a long bill or a long wait.
final class SummaryCalls: Sendable {
    private let left: NIOLockedValueBox<Int>
    private let deadline: Duration

    init(atMost calls: Int, until deadline: Duration) {
        left = NIOLockedValueBox(calls)
        self.deadline = deadline
    }

    /// Takes one call; false when there is none left or no time.
    func take(from clock: any RuntimeClock) -> Bool {
        guard clock.uptime < deadline else { return false }
        return left.withLockedValue { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}
