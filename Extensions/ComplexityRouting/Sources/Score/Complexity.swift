#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What surrounds a message and makes its task harder.
package struct TaskContext: Sendable, Hashable {
    /// Messages of the conversation so far.
    package var messages: Int
    /// Tool calls made so far in this turn.
    package var toolCalls: Int
    /// Images in the message.
    package var images: Int

    package init(messages: Int = 0, toolCalls: Int = 0, images: Int = 0) {
        self.messages = messages
        self.toolCalls = toolCalls
        self.images = images
    }
}

/// How much a message asks for by the signs in it: the score before anything was learned.
package struct Complexity: Sendable, Hashable {
    /// 0…1.
    package var score: Double
    /// What it is made of; `score` is their weighted sum, cut to 0…1.
    package var factors: [Factor]

    /// Reads the signs of a message.
    package init(_ scan: MessageScan, context: TaskContext = TaskContext()) {
        var counts = [Int](repeating: 0, count: 11)
        var opening = Marker()
        for (index, token) in scan.tokens.enumerated() {
            let markers = Marker.of(token)
            guard markers != [] else { continue }
            if index < 12 { opening.formUnion(markers) }
            for bit in 0..<11 where markers.rawValue & (1 << bit) != 0 { counts[bit] += 1 }
        }
        func count(_ marker: Marker) -> Int { counts[marker.rawValue.trailingZeroBitCount] }
        func share(_ count: Int, of enough: Double) -> Double { min(1, Double(count) / enough) }

        let words = Double(scan.words) * (scan.bytes > 0 ? Double(scan.taskBytes) / Double(scan.bytes) : 1)
        let isCode = scan.backticks >= 3 || share(scan.symbols, of: max(1, Double(scan.bytes) * 0.08)) >= 1
        let answer =
            0.5 * share(count(.long), of: 2) + (count(.creative) > 0 ? 0.3 : 0) - (count(.short) > 0 ? 0.5 : 0)
            + 0.2 * share(scan.questions - 1, of: 3)
        factors = [
            Factor("reasoning", value: Self.depth(opening, count(.deep), count(.explain)), weight: 0.75),
            Factor("length", value: min(1, log2(1 + words / 40) / 5), weight: 0.35),
            Factor("steps", value: share(count(.steps) + max(0, scan.options - 3), of: 6), weight: 0.15),
            Factor("constraints", value: share(count(.constraint), of: 5), weight: 0.15),
            Factor("code", value: isCode ? 1 : share(count(.code), of: 6), weight: 0.12),
            Factor(
                "mathematics", value: max(share(count(.mathematics), of: 4), share(scan.numbers - 2, of: 12)),
                weight: 0.12),
            Factor("tools", value: share(count(.action) + context.toolCalls, of: 8), weight: 0.1),
            Factor("expected_answer", value: max(-0.5, min(1, answer)), weight: 0.15),
            Factor("conversation", value: share(context.messages, of: 40), weight: 0.05),
            Factor("language", value: share(scan.beyondASCII, of: max(1, Double(scan.letters) * 0.5)), weight: 0.05),
        ]
        if context.images > 0 { factors.append(Factor("images", value: share(context.images, of: 3), weight: 0.1)) }
        score = max(0, min(1, factors.reduce(0) { $0 + $1.value * $1.weight }))
        if scan.words == 0 { score = 0 }
    }

    /// How deep the reasoning goes that the message asks for: its first words count most, as that is where a task is
    /// named.
    private static func depth(_ opening: Marker, _ deep: Int, _ explain: Int) -> Double {
        if opening.contains(.deep) { return 0.97 }
        if deep >= 3 { return 0.9 }
        if opening.contains(.explain) { return deep > 0 ? 0.6 : 0.45 }
        if deep > 0 { return 0.5 }
        if opening.contains(.lookup) { return 0.1 }
        return explain > 0 ? 0.35 : 0.2
    }
}
