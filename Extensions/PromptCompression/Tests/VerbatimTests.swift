import Testing

@testable import PromptCompression

struct VerbatimTests {
    private static let original = """
        Order W-2291 of 12 March was sent to mia@example.org. The log at /var/log/app.log says "no route to host" \
        (error 113), see https://example.org/help?id=7.
        """

    @Test(arguments: [
        "W-2291 was sent to mia@example.org.", "12 March: error 113.", #"It says "no route to host"."#,
        "See https://example.org/help?id=7 and /var/log/app.log.", "Nothing exact at all!", "",
    ])
    func `words that only say what is there hold`(_ words: String) {
        #expect(Verbatim.holds(words, Self.original))
    }

    @Test(arguments: [
        "Order W-2292.", "13 March.", "mia@example.com", "/var/log/app", #"It says "no road"."#, "error 1130",
        "https://example.org/help?id=8", #""sent to" and "not there""#, "1 2 3",
    ])
    func `figures, addresses and quotations that are not there do not`(_ words: String) {
        #expect(!Verbatim.holds(words, Self.original))
    }
}
