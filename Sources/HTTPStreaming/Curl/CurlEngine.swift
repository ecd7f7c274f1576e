import CCurl

/// The transfers of one loop thread. Created, used and freed on that thread.
final class CurlEngine {
    /// Idle easy handles kept for reuse; a handle is about 6 KB.
    private static let maxIdleHandles = 64
    /// libcurl has to be initialised once, before any of its threads.
    static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let loop: CurlLoop
    private let multi: UnsafeMutableRawPointer
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    private var idleHandles: [CurlEasyHandle] = []
    /// The transfers whose reader may have something to take, once each.
    private var readable: [CurlTransfer] = []
    /// Not after any transfer's deadline, so that rounds need not look at every transfer.
    private var nextDeadline: ContinuousClock.Instant?
    private(set) var now = ContinuousClock.now

    /// Runs until the loop is told to stop.
    static func run(_ loop: CurlLoop) {
        guard let multi = curl_multi_init() else { return loop.refuseAll() }
        let engine = CurlEngine(loop: loop, multi: multi)
        loop.threadStarted(with: MultiHandle(pointer: multi))
        engine.serve()
        loop.refuseAll()
        engine.close()
    }

    private init(loop: CurlLoop, multi: UnsafeMutableRawPointer) {
        self.loop = loop
        self.multi = multi
        let options = loop.options
        _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maxConnections)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maxIdleConnections)
    }

    private func serve() {
        var commands: [CurlLoop.Command] = []
        while true {
            loop.takeCommands(into: &commands)
            for command in commands {
                if case .stop = command { return }
                obey(command)
            }
            commands.removeAll(keepingCapacity: true)
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            collectFinished()
            expire()
            wakeReaders()
            curl_multi_poll(multi, nil, 0, pollTimeout(), nil)
            now = .now
        }
    }

    private func obey(_ command: CurlLoop.Command) {
        switch command {
        case .start(let call, let channel): start(call, channel)
        case .resume(let channel):
            guard let transfer = transfers[ObjectIdentifier(channel)] else { return }
            transfer.resume(at: now)
            watch(transfer)
        case .drain(let channel):
            guard let transfer = transfers[ObjectIdentifier(channel)] else { return }
            transfer.clock.drainStarted(at: now)
            watch(transfer)
        case .close(let channel):
            guard let transfer = transfers[ObjectIdentifier(channel)] else { return }
            finish(transfer)
        case .stop: break
        }
    }

    private func start(_ call: HTTPCall, _ channel: TransferChannel) {
        // Cancelled before it began.
        guard !channel.hasEnded else { return }
        guard let handle = idleHandles.popLast() ?? CurlEasyHandle(options: loop.options) else {
            channel.fail(.unavailable, "libcurl has no memory for another transfer")
            channel.wakeReader()
            return
        }
        now = .now
        let transfer = CurlTransfer(call: call, channel: channel, handle: handle, engine: self)
        guard transfer.configure(), curl_multi_add_handle(multi, handle.pointer) == CURLM_OK else {
            channel.fail(.invalidRequest, "libcurl refused the request to \(call.origin); check its URL and method")
            channel.wakeReader()
            return
        }
        transfers[ObjectIdentifier(channel)] = transfer
        watch(transfer)
    }

    private func collectFinished() {
        var result = CURLE_OK
        while let pointer = ccurl_multi_next_finished(multi, &result) {
            guard let transfer = CurlTransfer.owner(of: pointer) else { continue }
            transfer.ended(with: result)
            finish(transfer)
        }
    }

    /// Takes the transfer out of libcurl, which closes its connection unless it has come to its end.
    private func finish(_ transfer: CurlTransfer) {
        guard transfers.removeValue(forKey: ObjectIdentifier(transfer.channel)) != nil else { return }
        curl_multi_remove_handle(multi, transfer.handle.pointer)
        transfer.handle.releaseRequest()
        if idleHandles.count < CurlEngine.maxIdleHandles { idleHandles.append(transfer.handle) }
        noteReadable(transfer)
    }

    private func close() {
        for transfer in transfers.values {
            transfer.channel.fail(.cancelled, "the HTTP transport was closed")
            finish(transfer)
        }
        wakeReaders()
        // Handles before the multi handle, as libcurl asks for.
        idleHandles.removeAll()
        curl_multi_cleanup(multi)
    }

    // MARK: Readers

    /// Has the transfer's reader woken at the end of the round: once for a head, its body and its end together.
    func noteReadable(_ transfer: CurlTransfer) {
        guard !transfer.isNotedReadable else { return }
        transfer.isNotedReadable = true
        readable.append(transfer)
    }

    private func wakeReaders() {
        guard !readable.isEmpty else { return }
        for transfer in readable {
            transfer.isNotedReadable = false
            transfer.channel.wakeReader()
        }
        readable.removeAll(keepingCapacity: true)
    }

    // MARK: Deadlines

    /// Has the transfer's next deadline kept.
    func watch(_ transfer: CurlTransfer) {
        let instant = transfer.clock.deadline.instant
        if nextDeadline.map({ instant < $0 }) ?? true { nextDeadline = instant }
    }

    private func expire() {
        guard let due = nextDeadline, due <= now else { return }
        nextDeadline = nil
        for transfer in transfers.values {
            let deadline = transfer.clock.deadline
            if deadline.instant <= now {
                transfer.expired(deadline.expiry)
                finish(transfer)
            } else {
                watch(transfer)
            }
        }
    }

    private func pollTimeout() -> Int32 {
        let longest: Int32 = 600_000
        guard !transfers.isEmpty, let nextDeadline else { return longest }
        let (seconds, attoseconds) = (nextDeadline - .now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 600 else { return longest }
        return Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
    }
}
