import ExactJSON

/// The bytes of a compact price list: an index sorted by key, decoded entry by entry when it is asked.
///
/// Layout, numbers little-endian: 16 bytes `FARTHINGPRICES1\n`; `u32` counts of field names, strings, entries; `u32`
/// positions of their three tables. A table of n rows holds n + 1 `u32` positions, row i being the bytes from i to
/// i + 1. Strings 0…3 are the list's date, the SHA-256 of its source, the source, and its licence. An entry is: its
/// key (LEB128 length, bytes); a LEB128 number of fields; for each a LEB128 field-name index, a type byte and a value:
/// 0 false, 1 true, 2 whole number (LEB128), 3 decimal (LEB128 digits, then a byte: minus the power of ten), 4 string
/// (LEB128 string index), 5 JSON text (LEB128 string index). Entries are in ascending order of their key in lower
/// case ASCII, then of the key itself.
struct PriceListFile: Sendable {
    static let magic = Array("FARTHINGPRICES1\n".utf8)
    static let headerSize = 40

    private let storage: Storage
    private let fields: Table
    private let strings: Table
    private let entries: Table
    /// The date, hash, source and licence.
    let header: [String]

    private enum Storage: Sendable {
        case embedded
        case bytes([UInt8])
    }

    private struct Table: Sendable {
        var position: Int
        var count: Int
    }

    /// Opens the snapshot in the binary.
    static let embedded = PriceListFile(storage: .embedded)

    /// Opens a list; nil when the bytes are not one.
    init?(bytes: [UInt8]) { self.init(storage: .bytes(bytes)) }

    private init?(storage: Storage) {
        self.storage = storage
        let opened: (Table, Table, Table, [String])? = PriceListFile.withBytes(storage) { bytes in
            guard bytes.count >= PriceListFile.headerSize, bytes.starts(with: PriceListFile.magic) else { return nil }
            func number(_ at: Int) -> Int {
                Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
            }
            func table(_ count: Int, _ position: Int) -> Table? {
                let size = (count + 1) * 4
                guard position + size <= bytes.count else { return nil }
                var last = 0
                for row in 0...count {
                    let start = number(position + row * 4)
                    guard start >= last, start <= bytes.count else { return nil }
                    last = start
                }
                return Table(position: position, count: count)
            }
            guard let fields = table(number(16), number(28)), let strings = table(number(20), number(32)),
                let entries = table(number(24), number(36)), strings.count >= 4
            else { return nil }
            let header = (0..<4).map { row in
                String(decoding: PriceListFile.row(row, strings.position, bytes), as: UTF8.self)
            }
            return (fields, strings, entries, header)
        }
        guard let opened else { return nil }
        (fields, strings, entries, header) = opened
    }

    /// How many entries there are.
    var count: Int { entries.count }

    /// The key of entry `index`.
    func key(_ index: Int) -> String {
        PriceListFile.withBytes(storage) { String(decoding: keyBytes(index, $0), as: UTF8.self) }
    }

    /// The fields of entry `index`, in LiteLLM's schema.
    func entry(_ index: Int) -> JSONObject {
        PriceListFile.withBytes(storage) { bytes in
            let row = PriceListFile.row(entries, index, bytes)
            var reader = LEB128Reader(row)
            reader.skip(reader.number())
            var object: [(String, JSONValue)] = []
            let fieldCount = reader.number()
            object.reserveCapacity(min(fieldCount, 256))
            var remaining = fieldCount
            while remaining > 0, !reader.isAtEnd {
                remaining -= 1
                let name = text(fields, reader.number(), bytes)
                guard let value = value(&reader, bytes) else { break }
                object.append((name, value))
            }
            return JSONObject(object)
        }
    }

    private func value(_ reader: inout LEB128Reader, _ bytes: UnsafeRawBufferPointer) -> JSONValue? {
        switch reader.byte() {
        case 0: return .bool(false)
        case 1: return .bool(true)
        case 2: return JSONNumber(text: String(reader.unsigned())).map { .number($0) }
        case 3:
            let digits = reader.unsigned()
            return JSONNumber(text: "\(digits)e-\(reader.byte())").map { .number($0) }
        case 4: return .string(text(strings, reader.number(), bytes))
        case 5:
            do { return try JSONValue(parsing: Array(text(strings, reader.number(), bytes).utf8)) } catch { return nil }
        default: return nil
        }
    }

    /// The entry whose key is `key`, or the first whose key differs only in the case of letters; nil without one.
    func find(_ key: String) -> Int? {
        PriceListFile.withBytes(storage) { bytes in
            let wanted = Array(key.utf8)
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if PriceListFile.foldedOrder(keyBytes(middle, bytes), wanted) < 0 {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            var first: Int?
            var index = low
            while index < entries.count, PriceListFile.foldedOrder(keyBytes(index, bytes), wanted) == 0 {
                if keyBytes(index, bytes).elementsEqual(wanted) { return index }
                if first == nil { first = index }
                index += 1
            }
            return first
        }
    }

    private func keyBytes(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        let row = PriceListFile.row(entries, index, bytes)
        var reader = LEB128Reader(row)
        let length = reader.number()
        return row.dropFirst(reader.position).prefix(length)
    }

    private func text(_ table: Table, _ index: Int, _ bytes: UnsafeRawBufferPointer) -> String {
        guard index < table.count else { return "" }
        return String(decoding: PriceListFile.row(table, index, bytes), as: UTF8.self)
    }

    private static func row(
        _ table: Table, _ index: Int, _ bytes: UnsafeRawBufferPointer
    ) -> Slice<UnsafeRawBufferPointer> { row(index, table.position, bytes) }

    private static func row(
        _ index: Int, _ position: Int, _ bytes: UnsafeRawBufferPointer
    ) -> Slice<UnsafeRawBufferPointer> {
        func number(_ at: Int) -> Int {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        }
        return bytes[number(position + index * 4)..<number(position + index * 4 + 4)]
    }

    /// Compares by ASCII lower case: negative, 0 or positive.
    private static func foldedOrder(_ a: Slice<UnsafeRawBufferPointer>, _ b: [UInt8]) -> Int {
        var index = a.startIndex
        for byte in b {
            guard index < a.endIndex else { return -1 }
            let order = Int(folded(a[index])) - Int(folded(byte))
            if order != 0 { return order }
            index += 1
        }
        return index < a.endIndex ? 1 : 0
    }

    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func withBytes<Result>(
        _ storage: Storage, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        switch storage {
        case .embedded: body(PriceSnapshot.bytes)
        case .bytes(let bytes): bytes.withUnsafeBytes(body)
        }
    }
}
