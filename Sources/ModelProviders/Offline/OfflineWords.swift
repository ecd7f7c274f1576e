import ExactJSON
import LanguageModels

/// The offline model's tokens: runs of characters between white space.
enum OfflineWords {
    /// Returns the number of words.
    static func count(_ text: String) -> Int {
        var words = 0
        var inWord = false
        for byte in text.utf8 {
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            if !isSpace, !inWord { words += 1 }
            inWord = !isSpace
        }
        return words
    }

    /// Returns the words of everything the request would send: messages, tool calls and results, tool definitions.
    static func count(in request: ModelRequest) -> Int {
        var total = 0
        for message in request.messages {
            for part in message.content {
                switch part {
                case .text(let text): total += count(text)
                case .reasoning(let reasoning): total += count(reasoning.text)
                case .toolCall(let call): total += 1 + count(call.arguments)
                case .toolResult(let result): total += count(result.text)
                case .image: total += 1
                }
            }
        }
        for tool in request.tools { total += 1 + count(tool.description) + count(tool.parameters.text) }
        return total
    }

    /// Returns the words, each with the white space after it; their concatenation is the text.
    static func split(_ text: String) -> [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        var afterSpace = false
        for index in text.indices {
            let isSpace = text[index].isWhitespace
            if afterSpace, !isSpace {
                words.append(text[start..<index])
                start = index
            }
            afterSpace = isSpace
        }
        if start < text.endIndex { words.append(text[start...]) }
        return words
    }
}
