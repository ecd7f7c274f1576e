/// The tool results that another one is compared with: those before it, as they were, and those after it that stay as
/// they are. The last ones only, so that the work is bounded.
struct OtherResults {
    /// What stands for a result that is there in full elsewhere.
    static let duplicate = "[the same as a"

    private let capacity: Int
    private var earlier: [UInt64: [UInt8]] = [:]
    private var later: [UInt64: [UInt8]] = [:]
    private var namesBefore: [[UInt8]: JSONNames] = [:]
    private var namesAfter: [[UInt8]: JSONNames] = [:]
    private var objectsBefore: [JSONTape] = []
    private var objectsAfter: [JSONTape] = []
    private static let shortest = 80

    init(capacity: Int) { self.capacity = capacity }

    /// Remembers a result that has been passed.
    mutating func add(_ bytes: [UInt8], _ tape: JSONTape?) {
        guard bytes.count >= Self.shortest else { return }
        if earlier.count < capacity * 16 { earlier[Self.key(bytes)] = bytes }
        guard let tape else { return }
        if let names = JSONNames(of: tape) { namesBefore[names.first] = names }
        guard tape.nodes[tape.root].kind == .object else { return }
        // An older state of the same thing would be taken for the newer one.
        objectsBefore.removeAll { $0.hasName(of: tape) }
        if objectsBefore.count >= capacity { objectsBefore.removeFirst() }
        objectsBefore.append(tape)
    }

    /// Looks ahead to a result that comes later and stays as it is.
    mutating func foresee(_ bytes: [UInt8], _ tape: JSONTape?) {
        guard bytes.count >= Self.shortest, later.count < capacity else { return }
        later[Self.key(bytes)] = bytes
        guard let tape else { return }
        if let names = JSONNames(of: tape), namesAfter[names.first] == nil { namesAfter[names.first] = names }
        guard tape.nodes[tape.root].kind == .object, !objectsAfter.contains(where: { $0.hasName(of: tape) })
        else { return }
        objectsAfter.append(tape)
    }

    /// The result as far as it says more than the others; nil when nothing like it is there.
    func match(_ bytes: [UInt8], _ tape: JSONTape?) -> MessageCompressor.Found? {
        let key = Self.key(bytes)
        if earlier[key] == bytes { return (Array("\(Self.duplicate)n earlier result]".utf8), .duplicate) }
        if later[key] == bytes { return (Array("\(Self.duplicate) later result]".utf8), .duplicate) }
        guard let tape else { return nil }
        var best: [UInt8]?
        if let names = JSONNames(of: tape), !names.areNested {
            if let before = namesBefore[names.first] {
                if before.header == names.header { best = JSONTable.compressed(tape, namedAs: names, .above) }
            } else if namesAfter[names.first]?.header == names.header {
                best = JSONTable.compressed(tape, namedAs: names, .below)
            }
        }
        for (objects, place) in [(objectsBefore, JSONTable.Place.above), (objectsAfter, .below)] {
            for other in objects.reversed() {
                if let changes = JSONTable.compressed(tape, besides: other, place),
                    changes.count < best?.count ?? .max
                {
                    best = changes
                }
            }
        }
        guard let best, best.count <= JSONTable.compressed(tape)?.count ?? .max else { return nil }
        return (best, .difference)
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
