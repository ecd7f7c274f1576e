/// One accepted connection: reads requests and plays the steps of their replies, on a thread of its own.
final class LoopbackConnection {
    /// Bytes are gathered up to this many before they are written, where no step needs them on the wire.
    private static let gatherLimit = 64 << 10
    private static let stockHead = Array("HTTP/1.1 200 OK\r\n".utf8)

    private let descriptor: Int32
    private let number: Int
    private let journal: LoopbackJournal
    private let handler: LoopbackServer.Handler
    private var parser = LoopbackRequestParser()
    private var output: [UInt8] = []
    private var input = [UInt8](repeating: 0, count: 64 << 10)

    init(_ descriptor: Int32, number: Int, journal: LoopbackJournal, handler: @escaping LoopbackServer.Handler) {
        self.descriptor = descriptor
        self.number = number
        self.journal = journal
        self.handler = handler
    }

    /// Serves requests until either side closes. The caller closes the descriptor.
    func serve() {
        while true {
            switch parser.next() {
            case .needsMore:
                guard fill() else { return }
            case .malformed:
                _ = write(.reply(status: 400, headers: [("connection", "close")]), isHead: false) && flush()
                return
            case .request(let request):
                guard answer(request) else { return }
            }
        }
    }

    /// Returns whether the connection goes on.
    private func answer(_ parsed: LoopbackRequestParser.Request) -> Bool {
        let request = journal.record(parsed, connection: number)
        for step in handler(request) {
            switch play(step, isHead: parsed.method == "HEAD") {
            case .next: continue
            case .close: return false
            case .abandoned:
                journal.update { $0.abandonedReplies += 1 }
                return false
            }
        }
        guard flush() else {
            journal.update { $0.abandonedReplies += 1 }
            return false
        }
        return !parsed.wantsClose
    }

    private enum Outcome {
        case next, close
        /// The client has closed the connection.
        case abandoned
    }

    private func play(_ step: LoopbackStep, isHead: Bool) -> Outcome {
        switch step {
        case .wait(let gate):
            return flush() && waitForGate(gate) ? .next : .abandoned
        case .stall:
            return flush() && waitForGate(nil) ? .next : .abandoned
        case .close:
            return flush() ? .close : .abandoned
        case .reset:
            guard flush() else { return .abandoned }
            LoopbackSocket.resetOnClose(descriptor)
            return .close
        case .oneByteAtATime(let bytes):
            for byte in bytes {
                output.append(byte)
                guard flush() else { return .abandoned }
            }
            return .next
        default:
            return write(step, isHead: isHead) ? .next : .abandoned
        }
    }

    /// Gathers what the step puts on the wire.
    private func write(_ step: LoopbackStep, isHead: Bool) -> Bool {
        switch step {
        case .reply(let status, let headers, let body):
            appendHead(status, headers)
            append("content-length: \(body.count)\r\n\r\n")
            if !isHead { output.append(contentsOf: body) }
        case .head(let status, let headers):
            appendHead(status, headers)
            append("\r\n")
        case .chunkedHead(let status, let headers):
            appendHead(status, headers)
            append("transfer-encoding: chunked\r\n\r\n")
        case .bytes(let bytes):
            output.append(contentsOf: bytes)
        case .chunk(let bytes):
            // Pieces are what a reader should see apart, as far as the network allows.
            guard !bytes.isEmpty else { return true }
            append(String(bytes.count, radix: 16))
            append("\r\n")
            output.append(contentsOf: bytes)
            append("\r\n")
            return flush()
        case .lastChunk:
            append("0\r\n\r\n")
        case .oneByteAtATime, .wait, .stall, .close, .reset:
            return true
        }
        return output.count < LoopbackConnection.gatherLimit || flush()
    }

    private func appendHead(_ status: Int, _ headers: [LoopbackStep.Header]) {
        if status == 200 {
            output.append(contentsOf: LoopbackConnection.stockHead)
        } else {
            append("HTTP/1.1 \(status) Status\r\n")
        }
        for (name, value) in headers {
            append(name)
            append(": ")
            append(value)
            append("\r\n")
        }
    }

    private func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    /// Writes what was gathered. Returns false when the client has gone.
    private func flush() -> Bool {
        var sent = 0
        defer {
            output.removeAll(keepingCapacity: output.capacity <= 2 * LoopbackConnection.gatherLimit)
            if sent > 0 { journal.update { $0.bytesSent += sent } }
        }
        while sent < output.count {
            switch output.withUnsafeBytes({
                LoopbackSocket.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }) {
            case .sent(let count): sent += count
            case .closed: return false
            case .wouldBlock:
                journal.update { $0.blockedWrites += 1 }
                _ = LoopbackSocket.wait(descriptor, writable: true)
            }
        }
        return true
    }

    /// Reads more of the client's bytes. Returns false at the end.
    private func fill() -> Bool {
        input.withUnsafeMutableBytes { buffer in
            let count = LoopbackSocket.receive(descriptor, into: buffer)
            guard count > 0 else { return false }
            parser.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return true
        }
    }

    /// Waits for the gate, or without one for ever. Returns false when the client has gone.
    private func waitForGate(_ gate: LoopbackGate?) -> Bool {
        while true {
            let (isReadable, isOpen) = LoopbackSocket.wait(descriptor, orReadable: gate?.readEnd ?? -1)
            if isOpen { return true }
            // What a client sends ahead of its answer is kept for the next request.
            if isReadable, !fill() || parser.waitingBytes > LoopbackRequestParser.maxHeadBytes { return false }
        }
    }
}
