import CProcess
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What passes between the thread that minds a command and the task that waits for it: output and the result one way,
/// the wish to stop the other.
///
/// The thread never waits for the task: of output that is not taken in time only the newest part is kept.
final class CommandExchange: Sendable {
    /// What the task gets.
    enum Step: Sendable {
        /// New output, whole characters.
        case output(String)
        /// The end.
        case finished(Result<CommandResult, CommandStartFailure>)
    }

    private struct State {
        var pending: [UInt8] = []
        var shown = 0
        var result: Result<CommandResult, CommandStartFailure>?
        var waiter: CheckedContinuation<Step, Never>?
        var stopRequested = false
    }

    private static let pendingLimit = 16_384

    private let state = NIOLockedValueBox(State())
    private let shownLimit: Int
    private let wakeReading: Int32
    private let wakeWriting: Int32

    /// Makes an exchange.
    ///
    /// - Parameter shownLimit: the most bytes of output that are passed on.
    /// - Throws: `CommandStartFailure` when there are no more descriptors.
    init(shownLimit: Int) throws {
        self.shownLimit = shownLimit
        var ends: [Int32] = [-1, -1]
        let code = farthing_pipe(&ends)
        (wakeReading, wakeWriting) = (ends[0], ends[1])
        guard code == 0 else { throw CommandStartFailure(code: code) }
    }

    deinit {
        if wakeReading >= 0 { close(wakeReading) }
        if wakeWriting >= 0 { close(wakeWriting) }
    }

    // The task's side.

    /// Asks for the command's end.
    func stop() {
        state.withLockedValue { $0.stopRequested = true }
        var byte: UInt8 = 1
        _ = write(wakeWriting, &byte, 1)  // a full pipe wakes as well
    }

    /// Waits for output or the end. One task may wait.
    func next() async -> Step {
        await withCheckedContinuation { continuation in
            let step: Step? = state.withLockedValue { state in
                if let step = takeStep(&state) { return step }
                state.waiter = continuation
                return nil
            }
            if let step { continuation.resume(returning: step) }
        }
    }

    // The thread's side.

    /// Polls readable once `stop` was called.
    var wakeDescriptor: Int32 { wakeReading }

    /// Whether `stop` was called.
    var stopRequested: Bool { state.withLockedValue { $0.stopRequested } }

    /// Passes output on.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        update { state in
            guard state.shown < shownLimit else { return }
            let room = min(bytes.count, shownLimit - state.shown)
            state.shown += room
            state.pending.append(contentsOf: bytes[..<room].suffix(Self.pendingLimit))
            if state.pending.count > Self.pendingLimit {
                let excess = state.pending.count - Self.pendingLimit
                state.pending.removeFirst(excess)
            }
            if state.shown == shownLimit { state.pending.append(contentsOf: "\n[more output is not shown]\n".utf8) }
        }
    }

    /// Passes the end on.
    func finish(_ result: Result<CommandResult, CommandStartFailure>) { update { $0.result = result } }

    private func update(_ change: (inout State) -> Void) {
        let resumption: (CheckedContinuation<Step, Never>, Step)? = state.withLockedValue { state in
            change(&state)
            guard let waiter = state.waiter, let step = takeStep(&state) else { return nil }
            state.waiter = nil
            return (waiter, step)
        }
        if let (waiter, step) = resumption { waiter.resume(returning: step) }
    }

    private func takeStep(_ state: inout State) -> Step? {
        let whole = state.result == nil ? Self.wholeCharacters(state.pending) : state.pending.count
        if whole > 0 {
            let text = String(decoding: state.pending[..<whole], as: UTF8.self)
            state.pending.removeFirst(whole)
            return .output(text)
        }
        return state.result.map(Step.finished)
    }

    /// How many bytes there are up to a character that may still be completed.
    private static func wholeCharacters(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? bytes.count - back : bytes.count
        }
        return bytes.count
    }
}
