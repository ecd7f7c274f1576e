import Testing

@testable import AgentRuntime

@Suite struct MicroBatchQueueTests {
    private typealias Queue = MicroBatchQueue<Int>

    @Test func `a batch goes when it is full`() {
        var queue = Queue(MicroBatchLimits(size: 3, range: 3...3))
        #expect(queue.add(1, texts: 1, key: 0) == [.startTimer(batch: 1, after: .milliseconds(100))])
        #expect(queue.add(2, texts: 1, key: 0) == [])
        #expect(queue.add(3, texts: 1, key: 0) == [.send(batch: 1, requests: [1, 2, 3])])
        #expect(queue.timePassed(batch: 1) == [])
    }

    @Test func `a batch goes when its time is over`() {
        var queue = Queue(MicroBatchLimits())
        _ = queue.add(1, texts: 2, key: 0)
        #expect(queue.timePassed(batch: 1) == [.send(batch: 1, requests: [1])])
        #expect(queue.timePassed(batch: 1) == [])
    }

    @Test func `a request that does not fit any more sends those before it`() {
        var queue = Queue(MicroBatchLimits(size: 5, range: 5...5))
        _ = queue.add(1, texts: 3, key: 0)
        #expect(
            queue.add(2, texts: 4, key: 0) == [
                .send(batch: 1, requests: [1]), .startTimer(batch: 2, after: .milliseconds(100)),
            ])
        #expect(
            queue.add(3, texts: 9, key: 0) == [.send(batch: 2, requests: [2]), .send(batch: 3, requests: [3])])
    }

    @Test func `only requests of one key go together`() {
        var queue = Queue(MicroBatchLimits(size: 2, range: 2...2))
        _ = queue.add(1, texts: 1, key: 384)
        #expect(queue.add(2, texts: 1, key: 768) == [.startTimer(batch: 2, after: .milliseconds(100))])
        #expect(queue.add(3, texts: 1, key: 384) == [.send(batch: 1, requests: [1, 3])])
    }

    @Test func `who is cancelled is not sent, and a batch without anybody needs no timer`() {
        var queue = Queue(MicroBatchLimits())
        _ = queue.add(1, texts: 1, key: 0)
        _ = queue.add(2, texts: 1, key: 0)
        #expect(queue.cancel(1) == [])
        #expect(queue.timePassed(batch: 1) == [.send(batch: 1, requests: [2])])
        _ = queue.add(3, texts: 1, key: 0)
        #expect(queue.cancel(3) == [.stopTimer(batch: 2)])
        #expect(queue.cancel(3) == [])
    }

    @Test func `the size follows the traffic between 5 and 50`() {
        var queue = Queue(MicroBatchLimits())
        var id = 0
        var sizes = [queue.size]
        for _ in 0..<6 {
            let size = queue.size
            for _ in 0..<size {
                id += 1
                _ = queue.add(id, texts: 1, key: 0)
            }
            sizes.append(queue.size)
        }
        #expect(sizes == [10, 15, 22, 33, 49, 50, 50])
        sizes = []
        for batch in 7...16 {
            id += 1
            _ = queue.add(id, texts: 1, key: 0)
            _ = queue.timePassed(batch: batch)
            sizes.append(queue.size)
        }
        #expect(sizes == [38, 29, 22, 17, 13, 10, 8, 6, 5, 5])
    }

    @Test func `every request goes exactly once, whatever the order of events`() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            var queue = Queue(MicroBatchLimits(size: Int.random(in: 1...20, using: &random), range: 1...20))
            var sent: [Int] = []
            var timers: Set<Int> = []
            var cancelled: Set<Int> = []
            func obey(_ actions: [Queue.Action]) {
                for action in actions {
                    switch action {
                    case .startTimer(let batch, _): timers.insert(batch)
                    case .stopTimer(let batch): timers.remove(batch)
                    case .send(let batch, let requests):
                        timers.remove(batch)
                        sent += requests
                    }
                }
            }
            for id in 0..<100 {
                obey(
                    queue.add(
                        id, texts: Int.random(in: 1...25, using: &random), key: Int.random(in: 0...2, using: &random)))
                if Bool.random(using: &random), let batch = timers.sorted().randomElement(using: &random) {
                    timers.remove(batch)
                    obey(queue.timePassed(batch: batch))
                }
                if Int.random(in: 0..<8, using: &random) == 0, !sent.contains(id) {
                    cancelled.insert(id)
                    obey(queue.cancel(id))
                }
            }
            for batch in timers.sorted() { obey(queue.timePassed(batch: batch)) }
            #expect(sent.sorted() == (0..<100).filter { !cancelled.contains($0) }, "seed \(seed)")
        }
    }
}
