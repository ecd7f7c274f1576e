/// What a JSON object says that another one of the same kind does not: an agent reads a record, changes it and is
/// answered with the record again, or reads several of one owner.
extension JSONTape {
    private static let fewestMembers = 4
    /// Less than this is not worth the words that replace it.
    private static let fewestSameBytes = 64

    /// More members that the other object has alone make it another kind.
    private static let mostMissing = 4

    /// What one object says that another does not, and what it does not say.
    struct Changes {
        /// The keys of the members to write: the first, which names the object, and those that are not as in the other.
        var members: [Int] = []
        /// The other object's keys of members that this one lacks.
        var missing: [Int] = []
    }

    /// How an object differs from another; nil when they are not of one kind (their first members have different names,
    /// or too many are missing) or too little is the same.
    func changes(besides other: JSONTape) -> Changes? {
        let (one, two) = (nodes[root], other.nodes[other.root])
        guard one.kind == .object, two.kind == .object, one.count >= Self.fewestMembers, two.count > 0,
            two.count <= one.count + Int32(Self.mostMissing), isScalar(root + 2), other.isScalar(other.root + 2),
            text(root + 1) == other.text(other.root + 1)
        else { return nil }
        var known: [ArraySlice<UInt8>: Int] = [:]
        var index = other.root + 1
        for _ in 0..<two.count {
            known[other.text(index)] = index + 1
            index = Int(other.nodes[index + 1].next)
        }
        var changes = Changes()
        var same = 0
        index = root + 1
        for position in 0..<one.count {
            let value = known.removeValue(forKey: text(index))
            if position > 0, let value, other.text(value) == text(index + 1) {
                same += text(index).count + text(index + 1).count
            } else {
                changes.members.append(index)
            }
            index = Int(nodes[index + 1].next)
        }
        changes.missing = known.values.map { $0 - 1 }.sorted()
        return changes.missing.count <= Self.mostMissing && same >= Self.fewestSameBytes ? changes : nil
    }

    /// Whether another object has the same first member: it is about the same thing.
    func hasName(of other: JSONTape) -> Bool {
        guard nodes[root].count > 0, other.nodes[other.root].count > 0 else { return false }
        return text(root + 1) == other.text(other.root + 1) && text(root + 2) == other.text(other.root + 2)
    }

    private func isScalar(_ node: Int) -> Bool { nodes[node].kind != .object && nodes[node].kind != .array }

    /// The bytes of a value.
    func text(_ node: Int) -> ArraySlice<UInt8> { bytes[Int(nodes[node].start)..<Int(nodes[node].end)] }
}

extension JSONTable {
    /// Bytes that names are worth where they are not much longer than places.
    private static var clarity: Int { 16 }

    /// Where the object stands that has the rest.
    enum Place: String {
        case above, below
    }

    /// An object as far as it is not as another object of the same kind, which is named by its first member unless that
    /// is the same: by the names of what differs, or with all names left out where most differs. Nil when too little is
    /// the same.
    static func compressed(_ tape: JSONTape, besides other: JSONTape, _ place: Place) -> [UInt8]? {
        guard let changes = tape.changes(besides: other) else { return nil }
        var reference = JSONTable(other)
        if !tape.hasName(of: other) {
            reference.put("in ")
            reference.member(other.root + 1)
            reference.put(" ")
        }
        reference.put(place.rawValue)
        var named = JSONTable(tape)
        named.differences(changes, from: other, reference.out)
        var bare = JSONTable(tape)
        let out =
            bare.values(changes.members, besides: other, reference.out) && bare.out.count + clarity < named.out.count
            ? bare.out : named.out
        return out.count < tape.bytes.count ? out : nil
    }

    private mutating func differences(_ changes: JSONTape.Changes, from other: JSONTape, _ reference: [UInt8]) {
        var leavesNames = false
        put("{")
        for (position, index) in changes.members.enumerated() {
            if position > 0 { put(",") }
            key(index)
            put(":")
            if value(index, besides: other) { leavesNames = true }
        }
        var missing = JSONTable(other)
        for (position, index) in changes.missing.enumerated() {
            missing.put(position > 0 ? "," : "; without ")
            missing.key(index)
        }
        out += missing.out
        put(leavesNames ? "; names and the rest as " : "; the rest as ")
        out += reference
        put("}")
    }

    /// False when the objects do not have the same names in the same order.
    private mutating func values(_ changed: [Int], besides other: JSONTape, _ reference: [UInt8]) -> Bool {
        guard tape.names(of: tape.root) == other.names(of: other.root) else { return false }
        put("{names as ")
        out += reference
        put(", ^ as there: ")
        var index = tape.root + 1
        var rest = changed[...]
        for position in 0..<tape.nodes[tape.root].count {
            if position > 0 { put(",") }
            if rest.first == index {
                rest = rest.dropFirst()
                _ = value(index, besides: other)
            } else {
                out.append(TableMark.above)
            }
            index = Int(tape.nodes[index + 1].next)
        }
        put("}")
        return true
    }

    /// Writes the value of a member, without the names that the other object's has; returns whether it left any out.
    private mutating func value(_ member: Int, besides other: JSONTape) -> Bool {
        guard let names = tape.names(of: member + 1, in: other, member: tape.text(member)) else {
            inline(member + 1)
            return false
        }
        unnamed(member + 1, names)
        return true
    }

    /// The values of a record, or of a list of records, without the names that they all have.
    private mutating func unnamed(_ value: Int, _ names: [ArraySlice<UInt8>]) {
        let isList = tape.nodes[value].kind == .array
        put(isList ? "[" : "{")
        for (position, record) in (isList ? tape.elements(of: value) : [value]).enumerated() {
            if position > 0 { put(";") }
            var index = record + 1
            for column in names.indices {
                if column > 0 { put(",") }
                inline(index + 1)
                index = Int(tape.nodes[index + 1].next)
            }
        }
        put(isList ? "]" : "}")
    }
}

extension JSONTape {
    /// The names of a record or of a list's records when another object's member has records of just these names, too.
    fileprivate func names(of value: Int, in other: JSONTape, member: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        guard let counterpart = other.value(of: member), nodes[value].kind == other.nodes[counterpart].kind,
            let names = names(of: value), names.count > 1, names == other.names(of: counterpart)
        else { return nil }
        return names
    }

    /// The value of one of the object's members.
    private func value(of name: ArraySlice<UInt8>) -> Int? {
        var index = root + 1
        for _ in 0..<nodes[root].count {
            if text(index) == name { return index + 1 }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }

    /// The names of a record, or of all the records of a list; nil when it is neither.
    fileprivate func names(of value: Int) -> [ArraySlice<UInt8>]? {
        let records = nodes[value].kind == .array ? elements(of: value) : [value]
        var names: [ArraySlice<UInt8>]?
        for record in records {
            guard nodes[record].kind == .object else { return nil }
            var own: [ArraySlice<UInt8>] = []
            var index = record + 1
            for _ in 0..<nodes[record].count {
                own.append(text(index))
                index = Int(nodes[index + 1].next)
            }
            if let names, names != own { return nil }
            names = own
        }
        return names
    }
}
