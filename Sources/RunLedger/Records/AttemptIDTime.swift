import AgentRuntime

/// The time that an attempt's id begins with. Ids sort by it, so a range of time is a range of ids.
enum AttemptIDTime {
    /// Microseconds since 1970 of an id of the usual form, to the millisecond; nil for any other.
    static func microseconds(of id: AttemptID) -> Int64? {
        PackedIdentifier.pack(id.text).map { Int64($0 >> 80) * 1000 }
    }

    /// The 16 bytes of the smallest id that begins with an instant or a later one.
    static func firstID(at microseconds: Int64) -> [UInt8] {
        let milliseconds = UInt128(max(0, microseconds) / 1000) & 0xFFFF_FFFF_FFFF
        return withUnsafeBytes(of: (milliseconds << 80).bigEndian) { Array($0) }
    }

    /// The largest distance between id and `started_at` of all attempts; null when an id is of another form.
    static let largestDistance = """
        SELECT CASE WHEN count(*) = 0 THEN 0 WHEN sum(typeof(id) <> 'blob') > 0 THEN NULL
            ELSE max(abs(started_at - 1000 * (\(milliseconds)))) END FROM attempt
        """

    /// The first 6 bytes of `id` as a number: SQLite has no function for it.
    private static let milliseconds = (0..<12).map { digit in
        "((instr('0123456789ABCDEF', substr(hex(substr(id, 1, 6)), \(digit + 1), 1)) - 1) << \(4 * (11 - digit)))"
    }.joined(separator: " + ")
}
