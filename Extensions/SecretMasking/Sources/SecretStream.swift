/// Masks a text that comes in pieces: what may be the beginning of a secret is held back until it is known to be one
/// or not. However the text is cut, what comes out is the same.
struct SecretStream: Sendable {
    private let search: SecretSearch
    private var held: [UInt8] = []
    private var before: (UInt8, UInt8) = (0, 0)

    init(_ search: SecretSearch) { self.search = search }

    /// How many bytes are held back.
    var heldBytes: Int { held.count }

    /// Takes a piece and returns what is safe of it and of what was held back.
    ///
    /// - Parameter isLast: whether nothing follows: then nothing is held back.
    mutating func push(
        _ piece: String, isLast: Bool = false, replacing replacement: (String, SecretSpan.Meaning) -> String
    ) -> String {
        guard held.isEmpty else {
            held += piece.utf8
            return take(isLast, replacement)
        }
        // Nearly always nothing is found: then the piece goes on as it is.
        var piece = piece
        let findings = piece.withUTF8 { scan($0, isLast) }
        if findings.spans.isEmpty, findings.decided == piece.utf8.count {
            remember(piece.utf8.suffix(2))
            return piece
        }
        held = Array(piece.utf8)
        return write(findings, isLast, replacement)
    }

    private mutating func take(_ isLast: Bool, _ replacement: (String, SecretSpan.Meaning) -> String) -> String {
        let findings = held.withUnsafeBufferPointer { scan($0, isLast) }
        return write(findings, isLast, replacement)
    }

    private func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ isLast: Bool) -> SecretFindings {
        search.findings(in: ScannedText(bytes: bytes, before: before, isLast: isLast))
    }

    private mutating func write(
        _ findings: SecretFindings, _ isLast: Bool, _ replacement: (String, SecretSpan.Meaning) -> String
    ) -> String {
        var written = 0
        var text = ""
        for span in findings.spans {
            text += String(decoding: held[written..<span.range.lowerBound], as: UTF8.self)
            text += replacement(String(decoding: held[span.range], as: UTF8.self), span.meaning)
            written = span.range.upperBound
        }
        text += String(decoding: held[written..<findings.decided], as: UTF8.self)
        remember(held[..<findings.decided].suffix(2))
        held.removeFirst(findings.decided)
        return text
    }

    private mutating func remember(_ last: some Collection<UInt8>) {
        for byte in last { before = (before.1, byte) }
    }
}
