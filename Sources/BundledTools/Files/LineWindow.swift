/// Some lines of a text that comes in pieces, within limits, and a note of what follows them.
struct LineWindow {
    private let offset: Int
    private let lineLimit: Int
    private let outputLimit: Int
    private let numbered: Bool
    private var output: [UInt8] = []
    /// Lines that are complete or begun.
    private(set) var lines = 0
    private var taken = 0
    private var inLine = false
    private var isFull = false
    private var cutLines = 0
    private var sawAll = false

    /// Makes an empty window from line `offset` on.
    init(offset: Int, lineLimit: Int, outputLimit: Int, numbered: Bool) {
        self.offset = offset
        self.lineLimit = lineLimit
        self.outputLimit = outputLimit
        self.numbered = numbered
    }

    /// Takes in more of the text.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            if !inLine { beginLine() }
            let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            if takesLine { take(rest[..<end]) }
            inLine = rest[end - 1] != 0x0A
            rest = rest[end...]
        }
    }

    /// Ends the text; `atEnd` tells whether it was read to its end.
    mutating func finish(atEnd: Bool) { sawAll = atEnd }

    private var takesLine: Bool { !isFull && lines >= offset }

    private mutating func beginLine() {
        lines += 1
        inLine = true
        guard takesLine else { return }
        guard taken < lineLimit, output.count < outputLimit else {
            isFull = true
            return
        }
        taken += 1
        guard numbered else { return }
        let number = String(lines)
        output.append(contentsOf: (String(repeating: " ", count: max(0, 6 - number.count)) + number + "\t").utf8)
    }

    private mutating func take(_ piece: ArraySlice<UInt8>) {
        let room = outputLimit - output.count
        if piece.count <= room {
            output.append(contentsOf: piece)
            return
        }
        // A first line that is too long by itself is shown in part; a later one is left for the next call.
        if taken > 1, let start = lineStart {
            output.removeSubrange(start...)
            taken -= 1
        } else {
            output.append(contentsOf: piece.prefix(max(0, room)))
            output.append(0x0A)
            cutLines = 1
        }
        isFull = true
    }

    private var lineStart: Int? { output.lastIndex(of: 0x0A).map { $0 + 1 } }

    /// The lines and the note.
    var text: String {
        guard lines > 0 else { return "[the file is empty]" }
        var text = String(decoding: output, as: UTF8.self)
        var notes: [String] = []
        if cutLines > 0 { notes.append("line \(offset) is longer than \(outputLimit) bytes and was cut") }
        let next = offset + taken
        let more = lines - next + 1
        if more > 0 || !sawAll {
            let count = sawAll ? "\(more) more line\(more == 1 ? "" : "s")" : "more than \(more) more lines"
            notes.append("\(count); continue with offset=\(next)")
        }
        if !notes.isEmpty {
            if !text.hasSuffix("\n") { text += "\n" }
            text += "[\(notes.joined(separator: "; "))]"
        }
        return text
    }
}
