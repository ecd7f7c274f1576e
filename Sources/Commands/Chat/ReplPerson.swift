import AgentRuntime
import Terminal

/// The person at the prompt.
struct ReplPerson: Person {
    let reader: LineReader
    let output: TerminalOutput

    func answer(_ question: Question) async throws -> Answer {
        try output.endLine()
        let palette = output.palette
        try output.writeLine(palette.apply(.yellow, to: TextSanitizer.sanitized(question.text)))
        if let detail = question.detail { try output.writeLine("  " + TextSanitizer.sanitized(detail)) }
        let prompt = Prompt("  [y]es, [a]lways in this conversation, [n]o, or say why not: ")
        switch try await reader.ask(prompt) {
        case .line(let text):
            switch text.lowercased().filter({ !$0.isWhitespace }) {
            case "y", "yes": return .yes
            case "a", "always": return .always
            case "", "n", "no": return .no(nil)
            default: return .no("The person said: \(text)")
            }
        case .interrupted, .quit, .hangup: throw CancellationError()
        case .endOfInput: return .no("Nobody is there to answer.")
        }
    }

    func choose(_ question: Question, among options: [String]) async throws -> Int? {
        try output.endLine()
        try output.writeLine(output.palette.apply(.yellow, to: TextSanitizer.sanitized(question.text)))
        for (number, option) in options.enumerated() {
            try output.writeLine("  \(number + 1) \(TextSanitizer.sanitized(option))")
        }
        // Three tries, then nobody has chosen.
        for _ in 0..<3 {
            switch try await reader.ask(Prompt("  1 to \(options.count): ")) {
            case .line(let text):
                let word = text.lowercased().filter { !$0.isWhitespace }
                if let number = Int(word), options.indices.contains(number - 1) { return number - 1 }
                if !word.isEmpty, let index = options.firstIndex(where: { $0.hasPrefix(word) }) { return index }
            case .interrupted, .quit, .hangup: throw CancellationError()
            case .endOfInput: return nil
            }
        }
        return nil
    }
}
