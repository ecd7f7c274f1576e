/// A pre-tokenization pattern, written out as a scanner.
///
/// Every alternative of the patterns starts at the current position and one of them matches any character, so a text
/// is a sequence of pieces without gaps, and where a piece ends depends only on what follows its start.
protocol PiecePattern {
    /// Ends the piece that starts at `start`, which must be inside the text. Always further than `start`.
    static func pieceEnd(in text: ClassifiedText, from start: Int) -> Int

    /// Whether words consist of letters and marks; marks are symbols otherwise.
    static var marksAreLetters: Bool { get }

    /// Finds the starts of pieces in a block; bit 0 may be missing.
    static func starts(in block: BlockStarts) -> UInt64
}
