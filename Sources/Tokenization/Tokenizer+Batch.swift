extension Tokenizer {
    /// Counts the tokens of many texts on all cores; the counts are in the order of the texts.
    ///
    /// Cancelling the task stops it after the texts in work.
    public func counts(of texts: [String]) async throws -> [Int] {
        let shares = Self.shares(of: texts)
        return try await withThrowingTaskGroup(of: (Range<Int>, [Int]).self) { group in
            for share in shares {
                group.addTask {
                    var counts: [Int] = []
                    counts.reserveCapacity(share.count)
                    for index in share {
                        try Task.checkCancellation()
                        counts.append(count(texts[index]))
                    }
                    return (share, counts)
                }
            }
            var result = [Int](repeating: 0, count: texts.count)
            for try await (share, counts) in group { result.replaceSubrange(share, with: counts) }
            return result
        }
    }

    /// Stretches of about the same number of bytes: more than there are cores, so that none waits long for the last,
    /// and not so many that handing them out costs more than counting.
    private static func shares(of texts: [String]) -> [Range<Int>] {
        let sizes = texts.map(\.utf8.count)
        let size = max(1 << 14, sizes.reduce(0, +) / 64)
        var shares: [Range<Int>] = []
        var start = 0
        var bytes = 0
        for index in texts.indices {
            bytes += sizes[index]
            if bytes >= size || index == texts.count - 1 {
                shares.append(start..<(index + 1))
                start = index + 1
                bytes = 0
            }
        }
        return shares
    }
}
