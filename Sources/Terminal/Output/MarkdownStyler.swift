/// A streaming filter that sets off headings, bold text and code with colour.
///
/// It only inserts sequences: without them its output equals its input, markers included, so that a wrong guess costs a
/// colour and never a character. Nothing is held back, and no style outlives its row.
struct MarkdownStyler: Sendable {
    private enum Row {
        /// Only spaces so far.
        case start
        /// So many `#` at its start.
        case hashes(Int)
        /// So many backticks at its start.
        case backticks(Int)
        case heading
        case fence
        case text
    }

    private var row = Row.start
    private var isInFence = false
    private var isBold = false
    private var isCode = false
    private var stars = 0
    private var isStyled = false

    /// Returns the next piece with sequences inserted. The piece must be sanitised.
    mutating func style(_ text: String) -> String {
        var styled = ""
        styled.reserveCapacity(text.utf8.count + 32)
        for scalar in text.unicodeScalars { take(scalar, &styled) }
        return styled
    }

    /// Returns the sequence that closes what is open, and starts anew.
    mutating func finish() -> String {
        defer { self = MarkdownStyler() }
        return isStyled ? Style.end : ""
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ styled: inout String) {
        if scalar == "\n" {
            endRow(&styled)
            styled += "\n"
            return
        }
        switch row {
        case .start, .hashes, .backticks: begin(scalar, &styled)
        case .heading, .fence: styled.unicodeScalars.append(scalar)
        case .text: inline(scalar, &styled)
        }
    }

    private mutating func begin(_ scalar: Unicode.Scalar, _ styled: inout String) {
        switch (row, scalar) {
        case (.start, " "): styled += " "
        case (.start, "#") where !isInFence:
            row = .hashes(1)
            open(.bold, &styled)
            styled += "#"
        case (.hashes(let count), "#") where count < 6:
            row = .hashes(count + 1)
            styled += "#"
        case (.hashes, " "):
            row = .heading
            styled += " "
        case (.start, "`"):
            row = .backticks(1)
            if !isInFence { code(&styled) } else { styled += "`" }
        case (.backticks(let count), "`"):
            row = .backticks(count + 1)
            styled += "`"
            if count + 1 == 3 {
                isInFence.toggle()
                isCode = false
                row = .fence
            }
        case (.backticks(2), _) where !isInFence:  // an empty code span
            row = .text
            isCode = false
            close(&styled)
            inline(scalar, &styled)
        default:
            if case .hashes = row { close(&styled) }
            row = .text
            inline(scalar, &styled)
        }
    }

    private mutating func inline(_ scalar: Unicode.Scalar, _ styled: inout String) {
        if isInFence {
            if !isStyled { open(.cyan, &styled) }
            styled.unicodeScalars.append(scalar)
        } else if scalar == "`" {
            code(&styled)
        } else if scalar == "*" && !isCode {
            stars += 1
            if stars == 2 && isBold {
                styled += "*"
                isBold = false
                close(&styled)
            } else if stars == 2 {
                styled += "*"
                isBold = true
                open(.bold, &styled)
            } else {
                styled += "*"
            }
            return
        } else {
            styled.unicodeScalars.append(scalar)
        }
        stars = 0
    }

    private mutating func code(_ styled: inout String) {
        if isCode {
            styled += "`"
            close(&styled)
            if isBold { open(.bold, &styled) }
        } else {
            open(.cyan, &styled)
            styled += "`"
        }
        isCode.toggle()
    }

    private mutating func endRow(_ styled: inout String) {
        close(&styled)
        row = .start
        isBold = false
        isCode = false
        stars = 0
    }

    private mutating func open(_ style: Style, _ styled: inout String) {
        styled += style.start
        isStyled = true
    }

    private mutating func close(_ styled: inout String) {
        if isStyled { styled += Style.end }
        isStyled = false
    }
}
