extension Character {
    /// Columns that a terminal gives this character. Control characters count as 0.
    ///
    /// The sum over its scalars, as in Indic clusters each consonant has its column; emoji that are joined or modified
    /// take two together.
    package var displayWidth: Int {
        if let value = asciiValue { return value >= 0x20 && value != 0x7F ? 1 : 0 }
        var sum = 0
        var startsWide = false
        for (index, scalar) in unicodeScalars.enumerated() {
            switch scalar.value {
            case 0xFE0F, 0x1F1E6...0x1F1FF: return 2  // emoji presentation; a flag, or half of one
            case 0x1F3FB...0x1F3FF where index > 0: return 2  // a skin tone
            case 0x200D where startsWide: return 2
            default: break
            }
            if WideScalars.contains(scalar) {
                sum += 2
                startsWide = startsWide || index == 0
            } else if !scalar.takesNoColumn {
                sum += 1
            }
        }
        return sum
    }
}

extension StringProtocol {
    /// Columns that a terminal gives this text, if it is on one row.
    package var displayWidth: Int {
        var width = 0
        for byte in utf8 {
            guard byte < 0x80 else { return reduce(0) { $0 + $1.displayWidth } }
            if byte >= 0x20 && byte != 0x7F { width += 1 }
        }
        return width
    }

    /// The text itself if it fits, otherwise its beginning and "…", together at most `columns` wide.
    package func truncated(toColumns columns: Int) -> String {
        guard displayWidth > columns else { return String(self) }
        guard columns > 0 else { return "" }
        var kept = ""
        var width = 0
        for character in self {
            let next = character.displayWidth
            guard width + next <= columns - 1 else { break }
            kept.append(character)
            width += next
        }
        return kept + "…"
    }
}

extension Unicode.Scalar {
    var takesNoColumn: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: value != 0xAD  // a soft hyphen is shown
        default: (0x1160...0x11FF).contains(value)  // vowels and finals that join the syllable before them
        }
    }
}
