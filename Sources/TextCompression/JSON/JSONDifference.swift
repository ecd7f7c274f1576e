/// What is new in a JSON object that an agent got after another one of the same kind: it reads a record, changes it and
/// is answered with the record again, or reads several of one owner.
extension JSONTape {
    private static let fewestMembers = 4
    /// Less than this is not worth the words that replace it.
    private static let fewestSameBytes = 64

    /// The keys of the members to write: the first, which names the object, and those that are not as in the earlier
    /// one. Nil when the objects are not of one kind (their first members have different names, or the earlier one has
    /// members that this one lacks) or too little is the same.
    func changes(since earlier: JSONTape) -> [Int]? {
        let (now, before) = (nodes[root], earlier.nodes[earlier.root])
        guard now.kind == .object, before.kind == .object, now.count >= Self.fewestMembers, now.count >= before.count,
            isScalar(root + 2), earlier.isScalar(earlier.root + 2), text(root + 1) == earlier.text(earlier.root + 1)
        else { return nil }
        var known: [ArraySlice<UInt8>: Int] = [:]
        var index = earlier.root + 1
        for _ in 0..<before.count {
            known[earlier.text(index)] = index + 1
            index = Int(earlier.nodes[index + 1].next)
        }
        var changed: [Int] = []
        var same = 0
        index = root + 1
        for position in 0..<now.count {
            let old = known.removeValue(forKey: text(index))
            if position > 0, let old, earlier.text(old) == text(index + 1) {
                same += text(index).count + text(index + 1).count
            } else {
                changed.append(index)
            }
            index = Int(nodes[index + 1].next)
        }
        return known.isEmpty && same >= Self.fewestSameBytes ? changed : nil
    }

    private func isScalar(_ node: Int) -> Bool { nodes[node].kind != .object && nodes[node].kind != .array }

    /// The bytes of a value.
    func text(_ node: Int) -> ArraySlice<UInt8> { bytes[Int(nodes[node].start)..<Int(nodes[node].end)] }
}

extension JSONTable {
    /// An object as its first member and what is not as in an earlier object of the same kind, which the last words
    /// name by its first member; nil when too little is the same, or the earlier one has members that this one lacks.
    static func compressed(_ later: JSONTape, since earlier: JSONTape) -> [UInt8]? {
        guard let changed = later.changes(since: earlier) else { return nil }
        var table = JSONTable(later)
        table.put("{")
        for (position, index) in changed.enumerated() {
            if position > 0 { table.put(",") }
            table.member(index)
        }
        table.put("; \(difference) ")
        let first = earlier.root + 1
        var named = JSONTable(earlier)
        named.member(first)
        table.out += named.out
        table.put("}")
        return table.out.count < later.bytes.count ? table.out : nil
    }

    /// What says that the rest is as in an earlier result.
    private static let difference = "the rest as in the earlier result with"
}
