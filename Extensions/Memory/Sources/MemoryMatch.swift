/// A memory that was found.
public struct MemoryMatch: Sendable, Hashable {
    /// The memory.
    public var entry: MemoryEntry
    /// The cosine of the angle to what was asked, -1…1.
    public var similarity: Float
}
