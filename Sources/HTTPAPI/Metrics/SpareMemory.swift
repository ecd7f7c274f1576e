import AgentRuntime
import CFootprint

/// Hands memory back to the system after a burst of requests: the allocator keeps for the next burst what the last one
/// needed, which may never come.
struct SpareMemory: Sendable {
    private static let pause = Duration.seconds(10)
    /// What is worth a look through the allocator's free memory, in bytes.
    private static let least = 32 << 20

    private let clock: any RuntimeClock

    init(_ clock: any RuntimeClock) { self.clock = clock }

    /// Looks now and then until the task is cancelled.
    ///
    /// - Parameter isQuiet: whether no request is in the way.
    func handBack(when isQuiet: @Sendable () -> Bool) async {
        var usual = ProcessMemory.now.resident
        do {
            while true {
                try await clock.sleep(for: Self.pause)
                let now = ProcessMemory.now.resident
                guard now > usual + usual / 2 + Self.least, isQuiet() else {
                    usual = min(usual, now)
                    continue
                }
                farthing_release_free_memory()
                usual = ProcessMemory.now.resident
            }
        } catch {
            // The server ends.
        }
    }
}
