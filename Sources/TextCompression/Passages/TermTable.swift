/// A small map from terms to numbers that costs a few nanoseconds a look.
struct TermTable {
    private var keys: [UInt64]
    private var values: [Int32]
    private let mask: Int
    /// How many terms it holds.
    private(set) var count = 0

    /// Room for this many terms; more are not taken in.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 4 { size *= 2 }
        mask = size - 1
        keys = [UInt64](repeating: 0, count: size)
        values = [Int32](repeating: -1, count: size)
    }

    /// The term's number; nil when it is not in.
    subscript(term: UInt64) -> Int? {
        var at = slot(term)
        while values[at] >= 0 {
            if keys[at] == term { return Int(values[at]) }
            at = (at + 1) & mask
        }
        return nil
    }

    /// Gives a new term the next number.
    mutating func insert(_ term: UInt64) {
        guard count * 4 <= mask, self[term] == nil else { return }
        var at = slot(term)
        while values[at] >= 0 { at = (at + 1) & mask }
        keys[at] = term
        values[at] = Int32(count)
        count += 1
    }

    private func slot(_ term: UInt64) -> Int { Int(truncatingIfNeeded: (term &* 0x9e37_79b9_7f4a_7c15) >> 40) & mask }
}
