import ComplexityRouting
import Testing

@Suite struct CourtesyTests {
    private static let task = "Explain how neural networks work"

    @Test(arguments: [
        "Please explain how neural networks work", "Hello! Explain how neural networks work",
        "Hi there, could you please explain how neural networks work",
        "Could you please help me with this? Explain how neural networks work\nThank you very much!",
        "Can you help me out: Explain how neural networks work. Thanks in advance",
        "  good morning,\nkindly explain how neural networks work",
    ])
    func `politeness changes neither what is read of a task nor its score`(text: String) {
        let (polite, plain) = (MessageScan(text), MessageScan(Self.task))
        #expect(polite.tokens.filter { $0 != dot } == plain.tokens)
        #expect(polite.words == plain.words)
        #expect(Complexity(polite).score == Complexity(plain).score)
        #expect(polite.totalBytes == text.utf8.count)
    }

    /// The mark before thanks stays.
    private var dot: UInt32 { MessageScan(".").tokens[0] }

    @Test(arguments: [
        "Hello", "Thanks", "Thank you!", "Please", "Hey", "", " \n",
        "History of Rome in short", "Help me find a house. It must be cheap", "Say thanks in French and in Dutch",
    ])
    func `what is nothing but politeness, or only looks like it, is read as it stands`(text: String) {
        #expect(MessageScan(text).words == text.split(whereSeparator: \.isWhitespace).count)
    }
}
