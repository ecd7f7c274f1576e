/// A regular expression as it was written.
indirect enum PatternNode: Sendable {
    /// Nothing.
    case empty
    /// One character.
    case set(ScalarSet)
    /// What holds at a place.
    case assertion(PatternProgram.Assertion)
    /// One after the other.
    case sequence([PatternNode])
    /// Any of them.
    case alternatives([PatternNode])
    /// So many times; without a bound when `most` is nil.
    case repeated(PatternNode, least: Int, most: Int?)
}
