import Tokenization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How much faster many texts are counted on all cores than on one.
enum TokenBatches {
    private static let rounds = 20

    /// Prints JSON: bytes, cores, and the best rate of each way in MB/s.
    static func run(_ files: [String]) async throws {
        let texts = try files.map { path in
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        }
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        let tokenizer = Tokenizer.cl100k_base
        let clock = ContinuousClock()
        var one = Duration.seconds(3600)
        var all = one
        for _ in 0..<rounds {
            var total = 0
            one = min(one, clock.measure { total = texts.reduce(0) { $0 + tokenizer.count($1) } })
            var counts: [Int] = []
            all = min(all, try await clock.measure { counts = try await tokenizer.counts(of: texts) })
            precondition(counts.reduce(0, +) == total, "both ways count the same")
        }
        print(
            """
            {"bytes":\(bytes),"cores":\(ProcessInfo.processInfo.activeProcessorCount),\
            "one_core_mb_per_s":\(rate(bytes, one)),"all_cores_mb_per_s":\(rate(bytes, all))}
            """)
    }

    private static func rate(_ bytes: Int, _ time: Duration) -> Int {
        Int(Double(bytes) / (time / .microseconds(1)))
    }
}
