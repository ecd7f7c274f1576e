import AgentRuntime

/// A range of time as few periods of the roll-ups as cover it, and what is left over at its ends.
struct RollUpCover {
    /// A part of the range: periods of one width, or for no width a time shorter than the shortest.
    struct Piece: Equatable {
        var width: Int?
        var range: Range<Int64>
    }

    private(set) var pieces: [Piece] = []

    /// Covers the part of `range` that lies in `data` with widths from `widest` down to `narrowest`.
    init(_ range: Range<Int64>, data: Range<Int64>?, widest: Int, narrowest: Int) {
        guard let data else { return }
        let inner = range.clamped(to: data)
        if !inner.isEmpty { cover(inner, widest, narrowest) }
    }

    private mutating func cover(_ range: Range<Int64>, _ width: Int, _ narrowest: Int) {
        guard !range.isEmpty else { return }
        guard width >= narrowest else {
            pieces.append(Piece(width: nil, range: range))
            return
        }
        let period = RollUp.widths[width]
        let first = TimeZoneRules.utc.period(period, at: Timestamp(microseconds: range.lowerBound))
        let start = first.start.microseconds == range.lowerBound ? range.lowerBound : first.end.microseconds
        let end = RollUp.start(of: period, at: range.upperBound)
        guard start < end else { return cover(range, width - 1, narrowest) }
        cover(range.lowerBound..<start, width - 1, narrowest)
        pieces.append(Piece(width: width, range: start..<end))
        cover(end..<range.upperBound, width - 1, narrowest)
    }
}
