import CEdit
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What tasks ask of the reader's thread, and the pipe that wakes it.
final class ReaderMailbox: Sendable {
    /// A line that a task waits for.
    struct Request {
        let id: UInt64
        let prompt: Prompt
        /// A question takes no history, no completion and nothing typed before it was asked.
        let isQuestion: Bool
        let continuation: CheckedContinuation<LineEvent, any Error>
    }

    private struct State {
        var lastID: UInt64 = 0
        var posted: Request?
        var active: UInt64?
        /// Cancelled before they were posted, or while active.
        var cancelled: Set<UInt64> = []
        var notices: [String] = []
        var droppedNotices = 0
        var turn: TurnInput?
        var isClosing = false
        var hasEnded = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = NIOLockedValueBox(State())
    /// Becomes readable when there is mail.
    let readEnd: Int32
    private let writeEnd: Int32
    private static let noticeLimit = 256

    init() throws(TerminalError) {
        var ends: [Int32] = [-1, -1]
        guard cedit_pipe(&ends) == 0 else { throw .system(operation: "Opening a pipe", errno: errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    // Called by tasks.

    func newID() -> UInt64 {
        state.withLockedValue { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func post(_ request: Request) {
        let refusal: (any Error)? = state.withLockedValue { state in
            if state.cancelled.remove(request.id) != nil { return CancellationError() }
            if state.isClosing { return TerminalError.closed }
            if state.posted != nil || state.active != nil { return TerminalError.busy }
            state.posted = request
            return nil
        }
        if let refusal { request.continuation.resume(throwing: refusal) } else { wake() }
    }

    func cancel(_ id: UInt64) {
        let posted = state.withLockedValue { state in
            if state.posted?.id == id {
                defer { state.posted = nil }
                return state.posted
            }
            state.cancelled.insert(id)
            return nil
        }
        if let posted { posted.continuation.resume(throwing: CancellationError()) } else { wake() }
    }

    /// Forgets a cancellation that came too late to matter.
    func forget(_ id: UInt64) {
        state.withLockedValue { _ = $0.cancelled.remove(id) }
    }

    func notice(_ text: String) {
        state.withLockedValue { state in
            if state.notices.count < Self.noticeLimit { state.notices.append(text) } else { state.droppedNotices += 1 }
        }
        wake()
    }

    func setTurn(_ turn: TurnInput?) {
        state.withLockedValue { $0.turn = turn }
        wake()
    }

    func requestClose() {
        state.withLockedValue { $0.isClosing = true }
        wake()
    }

    func waitUntilEnded() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLockedValue { state in
                if !state.hasEnded { state.closers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    // Called by the thread.

    var isClosing: Bool { state.withLockedValue(\.isClosing) }
    var turn: TurnInput? { state.withLockedValue(\.turn) }

    func clearWakeUps() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) == bytes.count {}
    }

    func takeRequest() -> Request? {
        state.withLockedValue { state in
            guard let request = state.posted else { return nil }
            state.posted = nil
            state.active = request.id
            return request
        }
    }

    /// Whether the line being read is not wanted any more.
    var isActiveCancelled: Bool {
        state.withLockedValue { state in
            state.isClosing || state.active.map(state.cancelled.contains) ?? false
        }
    }

    func finish(_ request: Request, with result: Result<LineEvent, any Error>) {
        state.withLockedValue { state in
            state.active = nil
            state.cancelled.remove(request.id)
        }
        request.continuation.resume(with: result)
    }

    func takeNotices() -> [String] {
        state.withLockedValue { state in
            defer { (state.notices, state.droppedNotices) = ([], 0) }
            return state.notices + (state.droppedNotices > 0 ? ["(\(state.droppedNotices) more notices)"] : [])
        }
    }

    func end() {
        let (posted, closers) = state.withLockedValue { state in
            state.isClosing = true
            state.hasEnded = true
            defer { (state.posted, state.closers) = (nil, []) }
            return (state.posted, state.closers)
        }
        posted?.continuation.resume(throwing: TerminalError.closed)
        for closer in closers { closer.resume() }
    }

    private func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)  // a full pipe wakes as well
    }
}
