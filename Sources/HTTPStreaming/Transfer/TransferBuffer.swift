/// What lies between the loop thread that receives a response and the task that reads it.
///
/// A value without locks or I/O: each method says what the caller has to do next. Once the transfer has ended, for
/// whatever reason, it stays so; the first reason wins.
struct TransferBuffer: Sendable {
    /// Above this many waiting bytes the transfer is held back.
    static let highWatermark = 256 << 10
    /// At or below this many waiting bytes a held transfer goes on.
    static let lowWatermark = 64 << 10
    /// The largest chunk that is put together from smaller ones.
    static let chunkSize = 64 << 10
    /// How much of an unread rest is dropped, in the hope of its end, before the connection is given up.
    static let drainLimit = 64 << 10

    /// What the receiving side has to do with bytes that it offered.
    enum Reception: Equatable {
        case taken
        /// Nothing was taken: stop receiving, and offer the same bytes again after `Reading.chunk(resume: true)`.
        case hold
        /// The response is larger than allowed, and has been failed.
        case tooLarge
        /// Nobody wants the bytes: close the transfer.
        case unwanted
    }

    /// What the reading side gets.
    enum Reading {
        case chunk([UInt8], resume: Bool)
        case end
        case failure(HTTPTransportError)
        case pending
    }

    private enum Ending {
        case complete
        case failed(HTTPTransportError)
    }

    /// How far the exchange has come.
    private(set) var progress: HTTPTransportError.Progress = .notSent
    private(set) var head: HTTPResponseHead?
    /// Bytes that wait for the reader.
    private(set) var waitingBytes = 0
    /// True from `Reception.hold` until the reader has made room.
    private(set) var isHeld = false
    private var chunks: [[UInt8]] = []
    private var receivedBytes = 0
    private var drainedBytes = 0
    private var isDraining = false
    private var ending: Ending?
    private let maxResponseBytes: Int

    init(maxResponseBytes: Int) {
        self.maxResponseBytes = maxResponseBytes
    }

    var hasEnded: Bool { ending != nil }

    /// True when a reader that waits would get something.
    var isReadable: Bool { ending != nil || !chunks.isEmpty }

    /// Notes that the request is about to leave. Returns false when it must not: it was cancelled, or has left before.
    mutating func startSending() -> Bool {
        guard ending == nil, progress == .notSent else { return false }
        progress = .sent
        return true
    }

    mutating func receive(_ head: HTTPResponseHead) {
        guard ending == nil else { return }
        self.head = head
        progress = .responding
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        guard ending == nil else { return .unwanted }
        if isDraining {
            drainedBytes += bytes.count
            return drainedBytes > TransferBuffer.drainLimit ? .unwanted : .taken
        }
        guard receivedBytes + bytes.count <= maxResponseBytes else {
            fail(
                .tooLarge,
                "the response is larger than \(maxResponseBytes) bytes; ask for less, or raise the limit of the call")
            return .tooLarge
        }
        guard waitingBytes == 0 || waitingBytes + bytes.count <= TransferBuffer.highWatermark else {
            isHeld = true
            return .hold
        }
        receivedBytes += bytes.count
        waitingBytes += bytes.count
        if let last = chunks.indices.last, chunks[last].count + bytes.count <= TransferBuffer.chunkSize {
            chunks[last].reserveCapacity(TransferBuffer.chunkSize)
            chunks[last].append(contentsOf: bytes)
        } else {
            chunks.append([UInt8](bytes))
        }
        return .taken
    }

    /// Ends the transfer well.
    mutating func complete() {
        if ending == nil { ending = .complete }
    }

    /// Ends the transfer with an error, which the reader gets after the bytes that wait.
    mutating func fail(_ code: HTTPTransportError.Code, _ message: String) {
        if ending == nil { ending = .failed(HTTPTransportError(code, message, progress: progress)) }
    }

    /// Ends the transfer because its reader is gone or cancelled; what waits is dropped.
    ///
    /// Returns true when the transfer was running, and so has to be closed.
    mutating func cancel() -> Bool {
        chunks.removeAll()
        waitingBytes = 0
        switch ending {
        case .failed: return false
        case .complete, nil:
            let wasRunning = ending == nil
            ending = .failed(HTTPTransportError(.cancelled, "the request was cancelled", progress: progress))
            return wasRunning
        }
    }

    /// Drops what waits and what comes, up to a limit, so that the connection can be used again.
    ///
    /// Returns false when there is nothing to drain: the transfer has ended, or holds too much.
    mutating func drain() -> Bool {
        chunks.removeAll()
        waitingBytes = 0
        isDraining = true
        return ending == nil && !isHeld
    }

    /// Takes the oldest waiting bytes.
    mutating func read() -> Reading {
        if isDraining { return .failure(TransferBuffer.misuse(progress)) }
        guard !chunks.isEmpty else {
            switch ending {
            case .complete: return .end
            case .failed(let error): return .failure(error)
            case nil: return .pending
            }
        }
        let chunk = chunks.removeFirst()
        waitingBytes -= chunk.count
        guard isHeld, ending == nil, waitingBytes <= TransferBuffer.lowWatermark else {
            return .chunk(chunk, resume: false)
        }
        isHeld = false
        return .chunk(chunk, resume: true)
    }

    /// The failure, if the transfer has ended with one.
    var failure: HTTPTransportError? {
        if case .failed(let error) = ending { error } else { nil }
    }

    private static func misuse(_ progress: HTTPTransportError.Progress) -> HTTPTransportError {
        HTTPTransportError(
            .cancelled, "the response was read after its `withResponse` closure had returned", progress: progress)
    }
}
