/// Values outside tables: bare keys and values, and records of one shape said once.
extension JSONTable {
    mutating func inline(_ value: Int) {
        let node = tape.nodes[value]
        switch node.kind {
        case .object:
            put("{")
            if !records(of: value) {
                var index = value + 1
                for position in 0..<node.count {
                    if position > 0 { put(",") }
                    member(index)
                    index = Int(tape.nodes[index + 1].next)
                }
            }
            put("}")
        case .array:
            put("[")
            let items = tape.elements(of: value)
            let shape = items.count > 1 ? shapes.shape(of: items) : .plain
            if case .record(let fields) = shape {
                header(shape)
                put(":")
                for (position, item) in items.enumerated() {
                    if position > 0 { put(";") }
                    if tape.nodes[item].kind == .object { cells(of: item, fields) }
                }
            } else {
                for (position, item) in items.enumerated() {
                    if position > 0 { put(",") }
                    inline(item)
                }
            }
            put("]")
        default: plain(value)
        }
    }

    mutating func member(_ index: Int) {
        key(index)
        put(":")
        inline(index + 1)
    }

    /// Writes an object whose members are records of one shape, such as things by their ids: the shape, then a line of
    /// cells for each. False, with nothing written, when it is not one.
    mutating func records(of object: Int) -> Bool {
        guard tape.nodes[object].count > 1 else { return false }
        var keys: [Int] = []
        var index = object + 1
        for _ in 0..<tape.nodes[object].count {
            guard tape.nodes[index + 1].kind == .object else { return false }
            keys.append(index)
            index = Int(tape.nodes[index + 1].next)
        }
        let shape = shapes.shape(of: keys.map { $0 + 1 })
        guard case .record(let fields) = shape, fields.count > 1 else { return false }
        // A member that only says the record's name again is said by its place in the header.
        let names = fields.map { field in
            field.isAlways
                && keys.allSatisfy { name in
                    tape.member(of: name + 1, sameKeyAs: field.key).map { tape.isSame($0, name) } ?? false
                }
        }
        let others = zip(fields, names).filter { !$0.1 }.map(\.0)
        put("each ")
        for (field, isName) in zip(fields, names) where isName {
            key(field.key)
            put(":")
        }
        header(.record(others))
        put(";")
        for (position, name) in keys.enumerated() {
            if position > 0 { put(";") }
            key(name)
            put(":")
            cells(of: name + 1, others)
        }
        return true
    }

    mutating func key(_ node: Int) {
        let key = tape.nodes[node]
        let bare = Int(key.start + 1)..<Int(key.end - 1)
        let isClear = tape.bytes[bare].allSatisfy { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "=") }
        out.append(contentsOf: tape.bytes[key.needsQuotes || !isClear ? Int(key.start)..<Int(key.end) : bare])
    }

    mutating func plain(_ value: Int) {
        let node = tape.nodes[value]
        switch node.kind {
        case .object, .array: inline(value)
        case .string where !node.needsQuotes:
            out.append(contentsOf: tape.bytes[Int(node.start + 1)..<Int(node.end - 1)])
        default: out.append(contentsOf: tape.bytes[Int(node.start)..<Int(node.end)])
        }
    }
}
