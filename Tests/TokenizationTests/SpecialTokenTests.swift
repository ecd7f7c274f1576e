import Testing

@testable import Tokenization

@Suite struct SpecialTokenTests {
    private let tokenizer = Tokenizer.cl100k_base
    private let text = "a <|endoftext|> b <|fim_prefix|>"

    @Test func `takes special tokens as text unless told otherwise`() throws {
        let plain = tokenizer.encode(text)
        #expect(try tokenizer.encode(text, special: .ordinary) == plain)
        #expect(!plain.contains { $0 >= 100256 })
        #expect(try tokenizer.decodeText(plain) == text)
    }

    @Test func `refuses the first special token by name`() {
        #expect(throws: TokenizationError.specialTokenRefused("<|endoftext|>", .cl100k_base)) {
            try tokenizer.encode(text, special: .refuse)
        }
        #expect(throws: TokenizationError.specialTokenRefused("<|fim_prefix|>", .cl100k_base)) {
            try tokenizer.encode(text, special: .allow(["<|endoftext|>"]))
        }
    }

    @Test func `allows some and leaves the others text`() throws {
        let ids = try tokenizer.encode(text, special: .allow(["<|endoftext|>"], refusingOthers: false))
        #expect(ids.filter { $0 >= 100256 } == [100257])
        #expect(try tokenizer.decodeText(ids) == text)
    }

    @Test func `names an allowed token that does not exist`() {
        #expect(throws: TokenizationError.unknownSpecialToken("<|nope|>", .cl100k_base)) {
            try tokenizer.encode("x", special: .allow(["<|nope|>"]))
        }
    }

    @Test func `is not confused by what only begins like a special token`() throws {
        let text = "<| <|| <|endof<|endoftext <|endoftext|"
        #expect(try tokenizer.encode(text, special: .refuse) == tokenizer.encode(text))
    }
}
