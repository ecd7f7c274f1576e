import CCurl

/// One request on the loop thread, from its start to its end.
final class CurlTransfer {
    let channel: TransferChannel
    let handle: CurlEasyHandle
    var clock: TransferClock
    /// Whether the engine will wake the reader at the end of this round.
    var isNotedReadable = false
    private let call: HTTPCall
    // The engine owns its transfers and frees them before itself.
    private unowned let engine: CurlEngine
    private var headParser = ResponseHeadParser()

    init(call: HTTPCall, channel: TransferChannel, handle: CurlEasyHandle, engine: CurlEngine) {
        self.call = call
        self.channel = channel
        self.handle = handle
        self.engine = engine
        clock = TransferClock(limits: call.timeLimits, start: engine.now)
    }

    /// Returns the transfer that a libcurl handle works for.
    static func owner(of pointer: UnsafeMutableRawPointer) -> CurlTransfer? {
        var owner: UnsafeMutableRawPointer?
        guard ccurl_get_pointer(pointer, CURLINFO_PRIVATE, &owner) == CURLE_OK, let owner else { return nil }
        return Unmanaged<CurlTransfer>.fromOpaque(owner).takeUnretainedValue()
    }

    /// Sets the handle up for this call. Returns false when libcurl refuses it.
    func configure() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return handle.prepare(for: call, context: context)
            && ccurl_set_write_callback(handle.pointer, CURLOPT_HEADERFUNCTION, CurlTransfer.takeHeaderLine) == CURLE_OK
            && ccurl_set_write_callback(handle.pointer, CURLOPT_WRITEFUNCTION, CurlTransfer.takeBytes) == CURLE_OK
            && ccurl_set_prerequest_callback(handle.pointer, CurlTransfer.aboutToSend) == CURLE_OK
    }

    /// Goes on after the reader has made room.
    func resume(at now: ContinuousClock.Instant) {
        clock.resumed(at: now)
        // Offers the held bytes again from within this call.
        _ = ccurl_continue(handle.pointer)
    }

    /// Notes how libcurl ended the transfer.
    func ended(with result: CURLcode) {
        let progress = channel.progress
        if result == CURLE_OK, progress == .responding { return channel.complete() }
        // libcurl has no objection to a connection that closes inside the head.
        let code = result == CURLE_OK ? CURLE_GOT_NOTHING : result
        let failure = CurlFailure(result: code, handle: handle, call: call, progress: progress)
        channel.fail(failure.code, failure.message)
    }

    /// Fails the transfer because a time limit has run out.
    func expired(_ expiry: TransferClock.Expiry) {
        let limits = call.timeLimits
        switch expiry {
        case .firstByte:
            channel.fail(
                .firstByteTimeout,
                "\(call.origin) accepted the request but did not answer within \(limits.firstByte); try again, or raise"
                    + " the first-byte limit")
        case .betweenChunks:
            channel.fail(
                .idleTimeout,
                "\(call.origin) went silent for \(limits.betweenChunks) within its response; try again, or raise the"
                    + " limit between chunks")
        case .total:
            channel.fail(
                .totalTimeout,
                "the exchange with \(call.origin) took longer than \(limits.total); ask for less, or raise the total"
                    + " limit")
        case .drain:
            channel.fail(.cancelled, "the rest of the response was not read")
        }
    }

    // MARK: Callbacks of libcurl, on the loop thread

    private static let takeHeaderLine: ccurl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.receiveHeaderLine(line) ? line.count : 0
    }

    private static let takeBytes: ccurl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
        switch transfer.receive(chunk) {
        case .taken: return chunk.count
        case .hold: return Int(CURL_WRITEFUNC_PAUSE)
        // Any other count than the one offered makes libcurl close the transfer.
        case .tooLarge, .unwanted: return chunk.count &- 1
        }
    }

    private static let aboutToSend: ccurl_prerequest_callback = { context, _, _, _, _ in
        guard let context else { return CURL_PREREQFUNC_ABORT }
        return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().startSending()
            ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    /// libcurl sends a request again by itself when a reused connection turns out to be closed. That would be a second
    /// request that nobody has paid for, so it is refused here and fails as `connectionLost`.
    private func startSending() -> Bool {
        guard channel.startSending() else { return false }
        clock.requestStarted(at: .now)
        engine.watch(self)
        return true
    }

    private func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        switch headParser.feed(line) {
        case .more: return true
        case .malformed(let reason):
            channel.fail(.protocolError, "\(call.origin) sent an unusable response: \(reason)")
            return false
        case .head(let head):
            clock.headReceived(at: engine.now)
            engine.watch(self)
            engine.noteReadable(self)
            channel.receive(head)
            return true
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> TransferBuffer.Reception {
        let reception = channel.receive(bytes)
        if reception == .hold { clock.held() } else { clock.bytesReceived(at: engine.now) }
        engine.noteReadable(self)
        return reception
    }
}
