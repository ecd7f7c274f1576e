import Testing

@testable import Tokenization

@Suite struct ModelNameTests {
    @Test(arguments: [
        ("openrouter/openai/gpt-4.1", Encoding.o200k_base), ("openai/gpt-4.1-mini", .o200k_base),
        ("azure/gpt-35-turbo", .cl100k_base), ("openai/gpt-oss-120b", .o200k_harmony), ("gpt-5-mini", .o200k_base),
        ("openai/gpt-4o:extended", .o200k_base), ("ft:gpt-4o-mini:acme::id", .o200k_base), ("gpt2", .gpt2),
    ])
    func `finds the encoding with or without a provider in front`(_ model: String, _ expected: Encoding) throws {
        #expect(try Encoding.forModel(model) == expected)
    }

    @Test(arguments: ["anthropic/claude-sonnet-4-5", "gpt-40", "o1x", "", "/", "openai/"])
    func `names a model it does not know`(_ model: String) {
        #expect(throws: TokenizationError.unknownModel(model)) { try Encoding.forModel(model) }
        #expect(Encoding.ifKnown(forModel: model) == nil)
    }
}
