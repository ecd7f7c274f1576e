/// When small requests that come at the same time are sent as one.
public struct MicroBatchLimits: Sendable, Hashable {
    /// How many texts a batch holds to begin with.
    public var size: Int
    /// How long the first text of a batch waits for others.
    public var wait: Duration
    /// The sizes between which the size follows the traffic; a range of one number keeps it as it is.
    public var range: ClosedRange<Int>

    /// Makes limits; the defaults are 10 texts, 100 ms, and a size that follows the traffic between 5 and 50.
    public init(size: Int = 10, wait: Duration = .milliseconds(100), range: ClosedRange<Int> = 5...50) {
        self.size = size
        self.wait = wait
        self.range = range
    }
}
