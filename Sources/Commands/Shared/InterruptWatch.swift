// Dispatch does not say that its sources may be shared between threads; they may.
@preconcurrency import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP as something to wait for instead of the end of the process.
final class InterruptWatch: Sendable {
    private let arrivals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        // One is enough: what it asks for is done once.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        arrivals = stream
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.activate()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }

    /// Waits for the first of them, or for the task's cancellation.
    func next() async {
        for await _ in arrivals { return }
    }
}
