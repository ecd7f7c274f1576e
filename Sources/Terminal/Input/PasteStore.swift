/// The pasted texts of the message being typed, each shown as a short placeholder and put in its place at the end.
struct PasteStore {
    /// What a paste shows as in the line.
    enum Insertion: Equatable {
        case text(String)
        case placeholder(String)
    }

    private var pastes: [(placeholder: String, text: String)] = []
    private var count = 0
    private static let inlineLimit = 1000
    private static let capacity = 32

    /// Takes in a paste. One row goes in as it is; several, or a very long one, as a placeholder.
    mutating func add(_ pasted: String) -> Insertion {
        let text = Self.normalized(pasted)
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).count
        guard rows > 1 || text.utf8.count > Self.inlineLimit, pastes.count < Self.capacity else {
            return .text(rows > 1 ? text.split(separator: "\n").joined(separator: " ") : text)
        }
        count += 1
        let extent = rows > 1 ? "\(rows) lines" : "\(text.count) characters"
        let placeholder = "[paste #\(count): \(extent)]"
        pastes.append((placeholder, text))
        return .placeholder(placeholder)
    }

    /// Returns the line with every placeholder that is still in it replaced by its text.
    func expand(_ line: String) -> String {
        let found = pastes.compactMap { paste in line.firstRange(of: paste.placeholder).map { ($0, paste.text) } }
        var expanded = ""
        var end = line.startIndex
        for (range, text) in found.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
            expanded += line[end..<range.lowerBound] + text
            end = range.upperBound
        }
        return expanded + line[end...]
    }

    /// Forgets the texts; the numbering goes on, so that a placeholder never means two things.
    mutating func removeAll() {
        pastes = []
    }

    /// Newlines as LF, one at the end dropped, and no control characters but newline and tab.
    private static func normalized(_ pasted: String) -> String {
        var scalars = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in pasted.unicodeScalars {
            switch scalar.value {
            case 0x0D: scalars.append("\n")
            case 0x0A: if last != "\r" { scalars.append("\n") }
            case 0x09: scalars.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F: break
            default: scalars.append(scalar)
            }
            last = scalar
        }
        if scalars.last == "\n" { scalars.removeLast() }
        return String(scalars)
    }
}
