/// The tool results so far, with which a later one is compared. The last ones only, so that the work is bounded.
struct EarlierResults {
    /// What stands for a result that was there before.
    static let duplicate = "[the same as an earlier result"

    private let capacity: Int
    private var texts: [UInt64: [UInt8]] = [:]
    private var objects: [JSONTape] = []

    init(capacity: Int) { self.capacity = capacity }

    /// Remembers a result.
    mutating func add(_ bytes: [UInt8], _ tape: JSONTape?) {
        guard bytes.count >= 80 else { return }
        if texts.count < capacity * 16 { texts[Self.key(bytes)] = bytes }
        guard let tape, tape.nodes[tape.root].kind == .object else { return }
        if objects.count >= capacity { objects.removeFirst() }
        objects.append(tape)
    }

    /// The result as far as it is new; nil when nothing like it was there.
    func match(_ bytes: [UInt8], _ tape: JSONTape?, role: CompressibleMessage.Role) -> MessageCompressor.Found? {
        guard role == .tool else { return nil }
        if texts[Self.key(bytes)] == bytes {
            return (Array("\(Self.duplicate)]".utf8), .duplicate)
        }
        guard let tape else { return nil }
        var best: [UInt8]?
        for earlier in objects.reversed() {
            if let changes = JSONTable.compressed(tape, since: earlier), changes.count < best?.count ?? .max {
                best = changes
            }
        }
        return best.map { ($0, .difference) }
    }

    /// A hash of the length and of bytes spread over the text; equal texts are compared in full.
    private static func key(_ bytes: [UInt8]) -> UInt64 {
        var hash = UInt64(bytes.count)
        for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 64)) {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
        }
        return hash
    }
}
