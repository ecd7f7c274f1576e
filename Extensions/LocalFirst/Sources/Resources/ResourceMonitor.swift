public import AgentRuntime
import NIOConcurrencyHelpers

/// Reads how busy the machine that runs the local model is, from sources that know: no number is made up for one that
/// does not answer.
public final class ResourceMonitor: Sendable {
    /// A source: returns what it knows, or throws when it does not answer.
    public typealias Source = @Sendable () async throws -> ResourceReading

    /// How long a reading is good for, so that whoever asks often does not ask the machine each time.
    public static let freshness = Duration.seconds(5)

    private let sources: [Source]
    private let clock: any RuntimeClock
    private let last = NIOLockedValueBox<(reading: ResourceReading, at: Duration)?>(nil)

    /// Makes a monitor.
    ///
    /// - Parameter sources: those that know best first; a later one fills in what the earlier ones do not know.
    public init(_ sources: [Source], clock: any RuntimeClock = SystemClock()) {
        self.sources = sources
        self.clock = clock
    }

    /// What the sources say now, all asked at once.
    public func reading() async -> ResourceReading {
        if let last = last.withLockedValue({ $0 }), clock.uptime - last.at < Self.freshness { return last.reading }
        let answers = await withTaskGroup(of: (Int, ResourceReading?).self) { [sources] group in
            for (index, source) in sources.enumerated() {
                // A source that fails knows nothing, which is all there is to say of it.
                group.addTask { (index, try? await source()) }
            }
            return await group.reduce(into: [Int: ResourceReading]()) { $0[$1.0] = $1.1 }
        }
        let reading = sources.indices.compactMap { answers[$0] }.reduce(ResourceReading()) { $0.filled(from: $1) }
        last.withLockedValue { $0 = (reading, clock.uptime) }
        return reading
    }
}
