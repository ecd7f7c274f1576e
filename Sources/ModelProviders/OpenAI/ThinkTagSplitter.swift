/// Parts an answer's text from the reasoning that some models put before it in `<think>…</think>`.
///
/// Known tags are `think`, `thinking` and `reasoning`. They count only at the very beginning of the answer, white
/// space aside, so that a text *about* such tags stays whole. Tags may be cut anywhere between chunks.
struct ThinkTagSplitter {
    /// What a piece of the answer is.
    enum Piece: Equatable {
        case reasoning(String)
        case text(String)
    }

    private enum State {
        /// Nothing but white space and perhaps the beginning of a tag was seen.
        case beginning
        /// Within the tag of this name; white space after the opening tag is dropped until something is said.
        case thinking(name: Int, hasSpoken: Bool)
        /// After the closing tag: white space before the answer is dropped.
        case afterThinking
        /// The rest is the answer.
        case answering
    }

    private static let names = ["think", "thinking", "reasoning"]
    private static let openings = names.map { Array("<\($0)>".utf8) }
    private static let closings = names.map { Array("</\($0)>".utf8) }

    private var state = State.beginning
    /// Bytes whose meaning is not yet known: at most a tag's length within reasoning, white space before.
    private var held: [UInt8] = []

    /// Whether everything to come is the answer, so that it need not be split.
    var isAnswering: Bool {
        if case .answering = state { held.isEmpty } else { false }
    }

    /// Takes a chunk of the answer and returns what is known of it.
    mutating func take(_ chunk: String) -> [Piece] {
        if isAnswering { return chunk.isEmpty ? [] : [.text(chunk)] }
        held.append(contentsOf: chunk.utf8)
        var pieces: [Piece] = []
        while step(&pieces) {}
        return pieces
    }

    /// Ends the answer and returns what was held back.
    mutating func finish() -> [Piece] {
        defer { held = [] }
        guard !held.isEmpty else { return [] }
        let rest = String(decoding: held, as: UTF8.self)
        switch state {
        case .thinking: return [.reasoning(rest)]
        case .beginning, .answering: return [.text(rest)]
        case .afterThinking: return []
        }
    }

    /// Makes one step over the held bytes. Returns false when more are needed.
    private mutating func step(_ pieces: inout [Piece]) -> Bool {
        switch state {
        case .beginning: return begin()
        case .thinking(let name, let hasSpoken): return think(name, hasSpoken, &pieces)
        case .afterThinking:
            held.removeFirst(held.prefix(while: ThinkTagSplitter.isSpace).count)
            guard !held.isEmpty else { return false }
            state = .answering
            return true
        case .answering:
            guard !held.isEmpty else { return false }
            pieces.append(.text(String(decoding: held, as: UTF8.self)))
            held = []
            return false
        }
    }

    private mutating func begin() -> Bool {
        let spaces = held.prefix(while: ThinkTagSplitter.isSpace).count
        let word = held[spaces...]
        guard !word.isEmpty else { return false }
        for (name, tag) in ThinkTagSplitter.openings.enumerated() where word.starts(with: tag) {
            held.removeFirst(spaces + tag.count)
            state = .thinking(name: name, hasSpoken: false)
            return true
        }
        if ThinkTagSplitter.openings.contains(where: { $0.starts(with: word) }) { return false }
        state = .answering
        return true
    }

    private mutating func think(_ name: Int, _ hasSpoken: Bool, _ pieces: inout [Piece]) -> Bool {
        if !hasSpoken { held.removeFirst(held.prefix(while: ThinkTagSplitter.isSpace).count) }
        let tag = ThinkTagSplitter.closings[name]
        var end = 0
        while end < held.count {
            if held[end] == UInt8(ascii: "<") {
                let rest = held[end...]
                if rest.starts(with: tag) {
                    if end > 0 { pieces.append(.reasoning(String(decoding: held[..<end], as: UTF8.self))) }
                    held.removeFirst(end + tag.count)
                    state = .afterThinking
                    return true
                }
                if tag.starts(with: rest) { break }
            }
            end += 1
        }
        guard end > 0 else { return false }
        pieces.append(.reasoning(String(decoding: held[..<end], as: UTF8.self)))
        held.removeFirst(end)
        state = .thinking(name: name, hasSpoken: true)
        return false
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
