import AgentRuntime

extension Identifier {
    /// The least identifier that could be made at an instant.
    static func earliest(at time: Timestamp) -> Identifier {
        var zeros = Zeros()
        return Identifier(at: time, using: &zeros)
    }
}

/// Chance without any.
private struct Zeros: RandomNumberGenerator {
    mutating func next() -> UInt64 { 0 }
}
