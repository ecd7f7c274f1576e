/// A key, as the bytes that a terminal of the xterm family sends for it.
public enum TerminalKey: Sendable {
    case enter
    case tab
    case escape
    case backspace
    case up
    case down
    case left
    case right
    case home
    case end
    case delete
    /// Ctrl with a letter, or with one of `[ \ ] ^ _`.
    case control(Character)
    /// Alt with a character.
    case alt(Character)

    /// What the terminal sends.
    public var bytes: [UInt8] {
        switch self {
        case .enter: [0x0D]
        case .tab: [0x09]
        case .escape: [0x1B]
        case .backspace: [0x7F]
        case .up: Array("\u{1B}[A".utf8)
        case .down: Array("\u{1B}[B".utf8)
        case .right: Array("\u{1B}[C".utf8)
        case .left: Array("\u{1B}[D".utf8)
        case .home: Array("\u{1B}[H".utf8)
        case .end: Array("\u{1B}[F".utf8)
        case .delete: Array("\u{1B}[3~".utf8)
        case .control(let key): key.asciiValue.map { [$0 & 0x1F] } ?? []
        case .alt(let key): [0x1B] + Array(String(key).utf8)
        }
    }
}
