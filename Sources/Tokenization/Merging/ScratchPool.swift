import NIOConcurrencyHelpers

/// Scratch memory that waits for the next call. Bounded: what comes back to a full pool is freed.
struct ScratchPool: Sendable {
    private static let limit = 64
    private let free = NIOLockedValueBox<[MergeScratch]>([])

    func take() -> MergeScratch { free.withLockedValue { $0.popLast() } ?? MergeScratch() }

    func giveBack(_ scratch: MergeScratch) {
        scratch.shrink()
        free.withLockedValue { if $0.count < Self.limit { $0.append(scratch) } }
    }
}
