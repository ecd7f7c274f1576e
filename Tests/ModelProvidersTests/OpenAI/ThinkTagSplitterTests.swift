import Testing

@testable import ModelProviders

@Suite struct ThinkTagSplitterTests {
    /// The reasoning and the answer, whatever the pieces.
    private func split(_ chunks: [String]) -> (reasoning: String, text: String) {
        var splitter = ThinkTagSplitter()
        var result = (reasoning: "", text: "")
        let pieces = chunks.flatMap { splitter.take($0) } + splitter.finish()
        for piece in pieces {
            switch piece {
            case .reasoning(let text): result.reasoning += text
            case .text(let text): result.text += text
            }
        }
        return result
    }

    @Test(arguments: [
        ("<think>a < b\n</think>\n\nAnswer <think>", "a < b\n", "Answer <think>"), ("plain", "", "plain"),
        ("\n <reasoning>r</reasoning>x", "r", "x"), ("<think>\n\n</think>\n\nx", "", "x"),
        ("<think>never closed", "never closed", ""), ("  <thinker>", "", "  <thinker>"), ("<thi", "", "<thi"),
        ("<thinking>é</think>…</thinking>ü", "é</think>…", "ü"),
        ("Use <think> tags </think>", "", "Use <think> tags </think>"),
        ("<think>a</think></think>b", "a", "</think>b"), ("", "", ""), ("  ", "", "  "),
    ])
    func `parts reasoning from the answer, wherever the chunks are cut`(
        _ text: String, _ reasoning: String, _ answer: String
    ) {
        let characters = Array(text)
        var cuts = [[text], characters.map(String.init)]
        for first in 0...characters.count {
            for second in first...characters.count {
                cuts.append([
                    String(characters[..<first]), String(characters[first..<second]), String(characters[second...]),
                ])
            }
        }
        for chunks in cuts {
            let result = split(chunks)
            #expect(result.reasoning == reasoning, "cut as \(chunks)")
            #expect(result.text == answer, "cut as \(chunks)")
        }
    }
}
