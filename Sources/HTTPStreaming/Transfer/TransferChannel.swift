import NIOConcurrencyHelpers

/// A `TransferBuffer` shared by the loop thread and one reading task, which it wakes.
final class TransferChannel: Sendable {
    private struct State: Sendable {
        var buffer: TransferBuffer
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state: NIOLockedValueBox<State>
    private let loop: CurlLoop

    init(loop: CurlLoop, maxResponseBytes: Int) {
        self.loop = loop
        state = NIOLockedValueBox(State(buffer: TransferBuffer(maxResponseBytes: maxResponseBytes)))
    }

    // MARK: The reading task

    /// Waits for the head of the response.
    func head() async throws(HTTPTransportError) -> HTTPResponseHead {
        while true {
            let (head, failure) = state.withLockedValue { ($0.buffer.head, $0.buffer.failure) }
            // What came before a failure is for the reader, who gets the failure where the body ends.
            if let head, failure?.code != .cancelled { return head }
            if let failure { throw failure }
            await suspend { $0.head != nil || $0.hasEnded }
        }
    }

    /// Returns the next chunk, or nil at the end.
    func next() async throws(HTTPTransportError) -> [UInt8]? {
        while true {
            switch state.withLockedValue({ $0.buffer.read() }) {
            case .chunk(let bytes, let resume):
                if resume { loop.post(.resume(self)) }
                return bytes
            case .end: return nil
            case .failure(let error): throw error
            case .pending: await suspend { $0.isReadable }
            }
        }
    }

    /// Closes the transfer at once and wakes the reader with `cancelled`.
    func cancel() {
        let (wasRunning, reader) = state.withLockedValue { state in
            let wasRunning = state.buffer.cancel()
            defer { state.reader = nil }
            return (wasRunning, state.reader)
        }
        if wasRunning { loop.post(.close(self)) }
        reader?.resume()
    }

    /// Gives the transfer up after its reader returned: it may end by itself if it does so soon.
    func release() {
        let (isRunning, canDrain) = state.withLockedValue { state in
            let isRunning = !state.buffer.hasEnded
            return (isRunning, state.buffer.drain())
        }
        if isRunning { loop.post(canDrain ? .drain(self) : .close(self)) }
    }

    private func suspend(unless isReady: @Sendable (TransferBuffer) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReadyNow = state.withLockedValue { state in
                precondition(state.reader == nil, "a response body has one reader")
                if isReady(state.buffer) { return true }
                state.reader = continuation
                return false
            }
            if isReadyNow { continuation.resume() }
        }
    }

    // MARK: The loop thread

    var hasEnded: Bool { state.withLockedValue { $0.buffer.hasEnded } }
    var progress: HTTPTransportError.Progress { state.withLockedValue { $0.buffer.progress } }

    func startSending() -> Bool {
        state.withLockedValue { $0.buffer.startSending() }
    }

    func receive(_ head: HTTPResponseHead) {
        state.withLockedValue { $0.buffer.receive(head) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> TransferBuffer.Reception {
        state.withLockedValue { $0.buffer.receive(bytes) }
    }

    func complete() {
        state.withLockedValue { $0.buffer.complete() }
    }

    func fail(_ code: HTTPTransportError.Code, _ message: String) {
        state.withLockedValue { $0.buffer.fail(code, message) }
    }

    /// Wakes the reader if there is something for it. Called once a round, not once a callback.
    func wakeReader() {
        let reader = state.withLockedValue { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}
