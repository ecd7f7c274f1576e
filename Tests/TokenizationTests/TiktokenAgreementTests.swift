import Testing

@testable import Tokenization

@Suite struct TiktokenAgreementTests {
    @Test func `gives tiktoken's ids to every text of the fixtures`() throws {
        let rows = try Fixture.load("texts", as: Fixture.Text.self)
        #expect(rows.count == 530)
        let p50k = try Tokenizer(.p50k_base)
        let r50k = try Tokenizer(.r50k_base)
        let gpt2 = try Tokenizer(.gpt2)
        for row in rows {
            #expect(Tokenizer.cl100k_base.encode(row.text) == row.cl100k, "cl100k_base \(row.text.debugDescription)")
            #expect(Tokenizer.o200k_base.encode(row.text) == row.o200k, "o200k_base \(row.text.debugDescription)")
            #expect(digest(p50k.encode(row.text)) == row.p50k, "p50k_base \(row.text.debugDescription)")
            #expect(digest(r50k.encode(row.text)) == row.r50k, "r50k_base \(row.text.debugDescription)")
            #expect(gpt2.encode(row.text) == r50k.encode(row.text))
        }
    }

    @Test func `counts as many tokens as it encodes`() throws {
        for row in try Fixture.load("texts", as: Fixture.Text.self) {
            #expect(Tokenizer.cl100k_base.count(row.text) == row.cl100k.count)
            #expect(Tokenizer.o200k_base.count(row.text) == row.o200k.count)
        }
    }

    @Test func `makes tiktoken's ids of special tokens that are allowed`() throws {
        let cases = try Fixture.load("special", as: Fixture.Case.self)
        #expect(cases.count == 6)
        for row in cases {
            let tokenizer = try Tokenizer(Encoding(row.encoding))
            #expect(try tokenizer.encode(row.input, special: .allowAll) == row.ids)
            #expect(try tokenizer.decodeText(row.ids) == row.input)
        }
    }

    @Test func `encodes bytes that are not UTF-8 as tiktoken does`() throws {
        let cases = try Fixture.load("invalid", as: Fixture.Case.self)
        #expect(cases.count == 120)
        for row in cases {
            let hex = Array(row.input.utf8)
            let bytes = stride(from: 0, to: hex.count, by: 2).compactMap {
                UInt8(String(decoding: hex[$0..<($0 + 2)], as: UTF8.self), radix: 16)
            }
            let tokenizer = try Tokenizer(Encoding(row.encoding))
            #expect(tokenizer.encode(bytes: bytes) == row.ids, "\(row.encoding) \(row.input)")
            #expect(tokenizer.count(utf8: bytes.span) == row.ids.count)
        }
    }

    @Test func `knows every model and prefix of tiktoken's table`() throws {
        let rows = try Fixture.load("models", as: [String].self)
        #expect(rows.count == 62)
        for row in rows {
            #expect(try Encoding.forModel(row[0]).name == row[1], "\(row[0])")
            #expect(try Encoding.forModel("openrouter/openai/" + row[0]).name == row[1])
        }
    }
}
