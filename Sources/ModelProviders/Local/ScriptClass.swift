/// How a script writes words.
enum ScriptClass {
    /// Whether the letter belongs to a script that writes words without spaces: Han, kana, Thai, Lao, Burmese, Khmer.
    static func isDense(_ letter: UInt32) -> Bool {
        switch letter {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: true
        case 0x2E80...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D: true
        case 0x20000...0x3FFFF: true
        default: false
        }
    }
}
