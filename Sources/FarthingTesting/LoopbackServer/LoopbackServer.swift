import Threads

/// An HTTP/1.1 server on 127.0.0.1 for tests, on real sockets: it answers by a script, misbehaves on demand, and
/// remembers what it was asked.
///
/// ```swift
/// let server = try LoopbackServer { request in
///     request.index == 0 ? [.reply(status: 429, headers: [("retry-after", "1")])] : [.json(#"{"ok":true}"#)]
/// }
/// // …ask server.url…
/// #expect(server.requests.map(\.path) == ["/v1/chat/completions", "/v1/chat/completions"])
/// ```
/// Each connection has a thread, keeps alive and serves requests in order. The server stops when it is released.
public final class LoopbackServer: Sendable {
    /// Decides on the reply to a request. Called on the thread of the request's connection, so possibly at once for
    /// several requests.
    public typealias Handler = @Sendable (RecordedRequest) -> [LoopbackStep]

    /// The port that the system chose.
    public let port: UInt16
    private let journal: LoopbackJournal
    private let stopGate: LoopbackGate

    /// Starts a server on a free port.
    ///
    /// - Parameters:
    ///   - maxConnections: More connections than this at a time are closed as soon as they come.
    ///   - recordLimit: Later requests than this many are counted but not kept.
    ///   - handler: Decides on the reply to each request.
    /// - Throws: `LoopbackServerError` when there is no socket or thread to be had.
    public init(maxConnections: Int = 512, recordLimit: Int = 10_000, handler: @escaping Handler) throws {
        let journal = LoopbackJournal(recordLimit: recordLimit, maxConnections: maxConnections)
        let stopGate = try LoopbackGate()
        let (listener, port) = try LoopbackSocket.listen()
        self.journal = journal
        self.stopGate = stopGate
        self.port = port
        let isRunning = DetachedThread.start {
            LoopbackServer.accept(on: listener, until: stopGate, journal: journal, handler: handler)
        }
        guard isRunning else {
            LoopbackSocket.close(listener)
            throw LoopbackServerError(code: .system, message: "the loopback server found no thread")
        }
    }

    deinit {
        stop()
    }

    /// The base URL, without a slash at its end.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// What the server has seen so far.
    public var counts: LoopbackCounts { journal.counts }

    /// The requests so far, in the order in which they were complete.
    public var requests: [RecordedRequest] { journal.requests }

    /// Closes the port and every connection; steps that wait end. Does nothing the second time.
    public func stop() {
        stopGate.open()
        journal.stop()
    }

    /// Waits until the counts are as the closure wants them.
    ///
    /// - Throws: `LoopbackServerError` with code `deadline` when they are not so in time, or the task is cancelled.
    public func wait(
        within limit: Duration = .seconds(10), until isReached: @escaping @Sendable (LoopbackCounts) -> Bool
    ) async throws {
        let journal = journal
        let wasReached = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await journal.wait(until: isReached) }
            group.addTask {
                // Cancelled as soon as the other task is done, which is all that its error says.
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        guard wasReached else {
            throw LoopbackServerError(
                code: .deadline, message: "the loopback server waited \(limit) in vain; it saw \(journal.counts)")
        }
    }

    private static func accept(
        on listener: Int32, until stopGate: LoopbackGate, journal: LoopbackJournal, handler: @escaping Handler
    ) {
        defer { LoopbackSocket.close(listener) }
        while true {
            let (_, isStopped) = LoopbackSocket.wait(listener, orReadable: stopGate.readEnd)
            if isStopped { return }
            guard let descriptor = LoopbackSocket.accept(listener) else { continue }
            guard let number = journal.open(descriptor) else {
                LoopbackSocket.close(descriptor)
                continue
            }
            let isServed = DetachedThread.start {
                LoopbackConnection(descriptor, number: number, journal: journal, handler: handler).serve()
                journal.close(number)
            }
            if !isServed { journal.close(number) }
        }
    }
}
