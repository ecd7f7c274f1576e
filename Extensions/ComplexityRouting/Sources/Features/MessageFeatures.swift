#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the predictor reads of a message: a fixed row of counts, and the set of its hashed words and word pairs.
package struct MessageFeatures: Sendable {
    /// The number of hash buckets, a power of two.
    package static let buckets = 1 << 15
    /// The names of the counts, in order.
    package static let countNames = [
        "words", "characters", "digits", "numbers", "sentences", "questions", "commas", "symbols", "lines",
        "word_length", "digit_share", "capital_share", "punctuation_share", "distinct_share", "long_word_share",
        "beyond_ascii", "largest_number", "dollars", "percents", "words_squared",
    ]
    /// How many counts there are; they are followed by the same counts again for messages that list choices, and by
    /// the constant.
    package static let counts = 20
    /// The length of `dense`: counts, counts of messages with choices, whether there are choices, the constant.
    package static let denseCount = 2 * counts + 2

    /// The counts, standardised: about mean 0 and deviation 1 over everyday questions.
    package var dense: [Float]
    /// The buckets of the words and word pairs, each once.
    package var buckets: [UInt16]
    /// The value of each bucket, so that the whole has length 1.
    package var value: Float

    /// Reads a message.
    package init(_ text: String) { self.init(MessageScan(text)) }

    package init(_ scan: MessageScan) {
        var buckets: [UInt16] = []
        buckets.reserveCapacity(scan.tokens.count * 3)
        var seen = [UInt64](repeating: 0, count: Self.buckets / 64)
        var distinct = 0
        seen.withUnsafeMutableBufferPointer { seen in
            /// Whether the bucket is new in this message.
            @inline(__always)
            func add(_ hash: UInt32) -> Bool {
                let bucket = Int(hash) & (Self.buckets - 1)
                guard seen[bucket >> 6] & (1 << UInt64(bucket & 63)) == 0 else { return false }
                seen[bucket >> 6] |= 1 << UInt64(bucket & 63)
                buckets.append(UInt16(truncatingIfNeeded: bucket))
                return true
            }
            var previous: UInt32 = 0
            for (token, stem) in zip(scan.tokens, scan.stems) {
                if add(token) { distinct += 1 }
                if previous != 0 { _ = add(MessageScan.mixed(previous &* 31 &+ token)) }
                if stem != 0 { _ = add(stem ^ 0x5BD1_E995) }
                previous = token
            }
        }
        self.buckets = buckets
        value = buckets.isEmpty ? 0 : 1 / Float(buckets.count).squareRoot()
        dense = Self.dense(scan, distinct: distinct)
    }

    private static func dense(_ scan: MessageScan, distinct: Int) -> [Float] {
        let scale = scan.bytes > 0 ? Float(scan.taskBytes) / Float(scan.bytes) : 1
        func log1(_ count: Int) -> Float { log1p(Float(count) * scale) }
        let characters = Float(max(scan.characters, 1))
        let words = Float(max(scan.words, 1))
        let raw: [Float] = [
            log1(scan.words), log1(scan.characters), log1(scan.digits), log1(scan.numbers), log1(scan.sentences),
            log1(scan.questions), log1(scan.commas), log1(scan.symbols), log1(scan.lines),
            min(characters / words, 20), Float(scan.digits) / characters,
            // Who writes without capitals says nothing by that.
            scan.capitals == 0 ? means[11] : Float(scan.capitals) / characters,
            Float(scan.punctuation) / characters, Float(distinct) / Float(max(scan.tokens.count, 1)),
            Float(scan.longWords) / words, log1(scan.beyondASCII), log1p(log1p(Float(scan.largestNumber))),
            log1(scan.dollars), log1(scan.percents), log1(scan.words) * log1(scan.words) / 10,
        ]
        var dense = [Float](repeating: 0, count: denseCount)
        let listsOptions = scan.options >= 2
        for index in 0..<counts {
            // Six deviations bound what one odd message can do to the weights.
            let standard = max(-6, min(6, (raw[index] - means[index]) / deviations[index]))
            dense[index] = standard
            if listsOptions { dense[counts + index] = standard }
        }
        dense[2 * counts] = listsOptions ? 1 : 0
        dense[2 * counts + 1] = 1
        return dense
    }

    // Mean and deviation of each count over 12,260 questions of the RouteLLM and LLMRouter sets.
    private static let means: [Float] = [
        3.8217, 5.3503, 0.9213, 0.6948, 1.7528, 0.4427, 0.8506, 0.7463, 1.5895, 5.5900, 0.0155, 0.0376, 0.0444,
        0.6818, 0.1581, 0.1836, 0.5608, 0.1235, 0.0308, 1.5424,
    ]
    private static let deviations: [Float] = [
        0.8982, 0.6768, 1.1553, 0.9013, 0.7483, 0.3516, 0.9732, 0.9753, 0.6168, 0.4899, 0.0332, 0.0297, 0.0408,
        0.1703, 0.0990, 0.6073, 0.6798, 0.4449, 0.1896, 0.7192,
    ]
}
