import CCurl
import NIOConcurrencyHelpers
import Threads

/// The mailbox of the thread that owns a libcurl multi handle.
///
/// Any task may post a command; only the thread touches libcurl. The thread is started by the first command and ends
/// with `stop`.
final class CurlLoop: Sendable {
    enum Command: Sendable {
        case start(HTTPCall, TransferChannel)
        /// The reader has made room.
        case resume(TransferChannel)
        /// Nobody reads the rest, but the transfer may end by itself if it does so soon.
        case drain(TransferChannel)
        /// Close the transfer now.
        case close(TransferChannel)
        case stop
    }

    private enum Stage {
        case idle, starting, running(MultiHandle), stopped
    }

    private struct Mailbox: Sendable {
        // Bounded by the callers: each has a few commands for its one transfer.
        var commands: [Command] = []
        var stage = Stage.idle
    }

    private let mailbox = NIOLockedValueBox(Mailbox())
    let options: CurlTransport.Options

    init(options: CurlTransport.Options) {
        self.options = options
    }

    /// Hands the thread a command, and wakes it if it has no others to do.
    func post(_ command: Command) {
        let stage = mailbox.withLockedValue { mailbox in
            let stage = mailbox.stage
            mailbox.commands.append(command)
            switch stage {
            case .idle: mailbox.stage = .starting
            case .running(let multi):
                // Under the lock, as the thread takes the handle away under the lock before it frees it.
                if mailbox.commands.count == 1 { curl_multi_wakeup(multi.pointer) }
            case .starting, .stopped: break
            }
            return stage
        }
        if case .stopped = stage { return refuseAll() }
        guard case .idle = stage else { return }
        guard CurlEngine.isLibraryReady, DetachedThread.start({ CurlEngine.run(self) }) else {
            refuseAll()
            return
        }
    }

    /// Ends the thread after the commands before this one; does nothing when there is none.
    func stop() {
        let isIdle = mailbox.withLockedValue { mailbox in
            guard case .idle = mailbox.stage else { return false }
            mailbox.stage = .stopped
            return true
        }
        if !isIdle { post(.stop) }
    }

    // MARK: The loop thread

    func threadStarted(with multi: MultiHandle) {
        mailbox.withLockedValue { $0.stage = .running(multi) }
    }

    /// Exchanges the waiting commands with the caller's empty list, so that both keep their memory.
    func takeCommands(into commands: inout [Command]) {
        mailbox.withLockedValue { swap(&$0.commands, &commands) }
    }

    /// Fails what waits and refuses what comes: the thread has ended, or could not be started.
    func refuseAll() {
        let refused = mailbox.withLockedValue { mailbox in
            mailbox.stage = .stopped
            defer { mailbox.commands = [] }
            return mailbox.commands
        }
        for case .start(_, let channel) in refused {
            channel.fail(.unavailable, "libcurl could not be started; is the machine out of memory or of threads?")
            channel.wakeReader()
        }
    }
}

/// A multi handle that may be woken from any thread.
///
/// `@unchecked Sendable` because other threads pass it to `curl_multi_wakeup` only, which libcurl documents as safe.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
