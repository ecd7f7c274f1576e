import Testing

@testable import HTTPStreaming

@Suite struct TransferBufferTests {
    private func offer(_ count: Int, _ byte: UInt8 = 0, to buffer: inout TransferBuffer) -> TransferBuffer.Reception {
        [UInt8](repeating: byte, count: count).withUnsafeBytes { buffer.receive($0) }
    }

    /// Reads everything that waits, and says how often the transfer had to be resumed.
    private func drain(_ buffer: inout TransferBuffer) -> (bytes: Int, resumes: Int) {
        var (bytes, resumes) = (0, 0)
        while case .chunk(let chunk, let resume) = buffer.read() {
            bytes += chunk.count
            resumes += resume ? 1 : 0
        }
        return (bytes, resumes)
    }

    @Test func `holds the transfer at 256 KB and resumes it at 64 KB`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        for _ in 0..<16 { #expect(offer(16 << 10, to: &buffer) == .taken) }
        #expect(buffer.waitingBytes == 256 << 10)
        #expect(offer(1, to: &buffer) == .hold)
        #expect(buffer.waitingBytes == 256 << 10)
        var resumedAt: [Int] = []
        while case .chunk(let chunk, let resume) = buffer.read() {
            #expect(chunk.count == 64 << 10)
            if resume { resumedAt.append(buffer.waitingBytes) }
        }
        #expect(resumedAt == [64 << 10])
        #expect(offer(1, to: &buffer) == .taken)
    }

    @Test func `takes one piece of any size when nothing waits`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        #expect(offer(1 << 20, to: &buffer) == .taken)
        #expect(offer(1, to: &buffer) == .hold)
        let (bytes, resumes) = drain(&buffer)
        #expect(bytes == 1 << 20)
        #expect(resumes == 1)
    }

    @Test func `puts small pieces together in order`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        for byte in 0..<100 { _ = offer(1, UInt8(byte), to: &buffer) }
        guard case .chunk(let chunk, false) = buffer.read() else {
            Issue.record("no chunk")
            return
        }
        #expect(chunk == Array(0..<100))
    }

    @Test func `allows exactly the largest response`() {
        var buffer = TransferBuffer(maxResponseBytes: 10)
        #expect(offer(10, to: &buffer) == .taken)
        #expect(offer(1, to: &buffer) == .tooLarge)
        #expect(drain(&buffer).bytes == 10)
        guard case .failure(let error) = buffer.read() else {
            Issue.record("no failure")
            return
        }
        #expect(error.code == .tooLarge)
    }

    @Test func `gives the bytes that came before it gives the failure`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        _ = offer(3, to: &buffer)
        buffer.fail(.truncated, "cut")
        buffer.fail(.idleTimeout, "later")
        #expect(drain(&buffer).bytes == 3)
        #expect(buffer.failure?.code == .truncated)
    }

    @Test func `drops what waits when it is cancelled, and wants no more`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        _ = offer(3, to: &buffer)
        #expect(buffer.cancel() == true)
        #expect(buffer.cancel() == false)
        #expect(buffer.waitingBytes == 0)
        #expect(offer(3, to: &buffer) == .unwanted)
        buffer.complete()
        #expect(buffer.failure?.code == .cancelled)
    }

    @Test func `lets a request leave once, and never after it was cancelled`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        #expect(buffer.startSending() == true)
        #expect(buffer.startSending() == false)
        #expect(buffer.progress == .sent)
        var cancelled = TransferBuffer(maxResponseBytes: .max)
        _ = cancelled.cancel()
        #expect(cancelled.startSending() == false)
        #expect(cancelled.failure?.progress == .notSent)
        #expect(cancelled.failure?.mayHaveReachedServer == false)
    }

    @Test func `drains 64 KB of an unread rest and no more`() {
        var buffer = TransferBuffer(maxResponseBytes: .max)
        #expect(buffer.drain() == true)
        #expect(offer(64 << 10, to: &buffer) == .taken)
        #expect(buffer.waitingBytes == 0)
        #expect(offer(1, to: &buffer) == .unwanted)
    }

    @Test func `does not drain a transfer that is held or has ended`() {
        var held = TransferBuffer(maxResponseBytes: .max)
        _ = offer(256 << 10, to: &held)
        _ = offer(1, to: &held)
        #expect(held.drain() == false)
        var ended = TransferBuffer(maxResponseBytes: .max)
        ended.complete()
        #expect(ended.drain() == false)
    }
}
