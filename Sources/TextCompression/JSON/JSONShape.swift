/// What the values of a column have in common: the part of them that need be written only once.
indirect enum JSONShape {
    /// Anything, written out where it stands.
    case plain
    /// Objects with these members.
    case record([Field])
    /// Lists whose elements have one shape.
    case list(JSONShape)

    /// A member of a record.
    struct Field {
        /// A node that is its key.
        var key: Int
        var shape: JSONShape
        /// Whether every record has it, and a record in it never is null.
        var isAlways: Bool
        /// The value that it has in every record, where it is worth saying once.
        var constant: Int?
    }

    /// Whether anything is gained by writing it once.
    var isShared: Bool {
        switch self {
        case .plain: false
        case .record: true
        case .list(let element): element.isShared
        }
    }
}

/// Finds the shape of a JSON text's values.
struct JSONShapes {
    /// At most this many members a record; wider ones are written out.
    static let maxFields = 256

    let tape: JSONTape

    /// The shape that all of these values have.
    func shape(of values: [Int], depth: Int = 0) -> JSONShape {
        guard depth < 16, let first = values.first else { return .plain }
        switch tape.nodes[first].kind {
        case .object: return record(values, depth: depth)
        case .array: return list(values, depth: depth)
        default: return .plain
        }
    }

    private func list(_ values: [Int], depth: Int) -> JSONShape {
        var elements: [Int] = []
        for value in values {
            guard tape.nodes[value].kind == .array else {
                if isNull(value) { continue }
                return .plain
            }
            var index = value + 1
            for _ in 0..<tape.nodes[value].count {
                elements.append(index)
                index = Int(tape.nodes[index].next)
            }
        }
        guard elements.count > 1 else { return .plain }
        return .list(shape(of: elements, depth: depth + 1))
    }

    /// The records' members in the order of their first appearance; `.plain` when they have too little in common.
    private func record(_ values: [Int], depth: Int) -> JSONShape {
        var objects = 0
        var members = 0
        var keys: [Int] = []
        var columns: [[Int]] = []
        for value in values {
            guard tape.nodes[value].kind == .object else {
                if isNull(value) { continue }
                return .plain
            }
            objects += 1
            var index = value + 1
            for position in 0..<Int(tape.nodes[value].count) {
                members += 1
                // Records mostly have the same members in the same order.
                let column: Int
                if position < keys.count, tape.isSame(keys[position], index) {
                    column = position
                } else if let known = keys.firstIndex(where: { tape.isSame($0, index) }) {
                    column = known
                } else {
                    guard keys.count < Self.maxFields else { return .plain }
                    column = keys.count
                    keys.append(index)
                    columns.append([])
                }
                if columns[column].isEmpty { columns[column].reserveCapacity(values.count) }
                columns[column].append(index + 1)
                index = Int(tape.nodes[index + 1].next)
            }
        }
        guard objects > 1, !keys.isEmpty, members * 10 >= keys.count * objects * 6 else { return .plain }
        var fields = keys.indices.map { column in
            let shape = shape(of: columns[column], depth: depth + 1)
            let isAlways =
                columns[column].count == values.count
                && (!shape.isShared || columns[column].allSatisfy { !isNull($0) })
            return JSONShape.Field(
                key: keys[column], shape: shape, isAlways: isAlways,
                constant: isAlways ? constant(columns[column]) : nil)
        }
        // Records must be told apart by something.
        if fields.allSatisfy({ $0.constant != nil }) { fields[0].constant = nil }
        return .record(fields)
    }

    /// The one scalar that all of these are; nil when they differ, or it is as short as a word about it.
    private func constant(_ values: [Int]) -> Int? {
        let first = tape.nodes[values[0]]
        guard first.kind != .object, first.kind != .array, values.count > 2 || first.end - first.start > 2 else {
            return nil
        }
        return values.allSatisfy { tape.isSame($0, values[0]) } ? values[0] : nil
    }

    private func isNull(_ node: Int) -> Bool {
        tape.nodes[node].kind == .word && tape.bytes[Int(tape.nodes[node].start)] == UInt8(ascii: "n")
    }
}

extension JSONTape {
    /// Whether two values have the same bytes.
    func isSame(_ first: Int, _ second: Int) -> Bool {
        let (one, other) = (nodes[first], nodes[second])
        guard one.kind == other.kind, one.end - one.start == other.end - other.start else { return false }
        return bytes.withUnsafeBufferPointer { text in
            for offset in 0..<Int(one.end - one.start)
            where text[Int(one.start) + offset] != text[Int(other.start) + offset] { return false }
            return true
        }
    }

    /// The value of an object's member; nil when it has none of that key.
    func member(of object: Int, sameKeyAs key: Int) -> Int? {
        var index = object + 1
        for _ in 0..<nodes[object].count {
            if isSame(index, key) { return index + 1 }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }
}
