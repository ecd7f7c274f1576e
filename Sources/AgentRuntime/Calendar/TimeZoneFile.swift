#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A time zone file (TZif, RFC 9636) of version 2 or later: its 64-bit part and its footer.
struct TimeZoneFile {
    private static let largest = 1 << 20

    var transitions: [Int64] = []
    var offsets: [Int32] = []
    var firstOffset: Int32 = 0
    var rule: DaylightRule?

    /// Reads the file's bytes; nil when there is none, or something that is no time zone file by its size.
    static func bytes(at path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largest)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 && count < largest ? Array(bytes.prefix(count)) : nil
    }

    /// Decodes a file; nil when it is malformed or of version 1.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        // The first part holds 32-bit times, for programs of the last century.
        guard let old = reader.header(), old.version >= UInt8(ascii: "2") else { return nil }
        reader.position += old.bodyLength(timeSize: 4)
        guard let header = reader.header() else { return nil }
        guard reader.position + header.bodyLength(timeSize: 8) <= bytes.count, header.types > 0 else { return nil }
        transitions = (0..<header.times).map { _ in reader.integer(8) }
        let kinds = (0..<header.times).map { _ in Int(reader.integer(1) & 0xFF) }
        let types = (0..<header.types).map { _ in
            let offset = Int32(truncatingIfNeeded: reader.integer(4))
            reader.position += 2
            return offset
        }
        guard kinds.allSatisfy({ types.indices.contains($0) }) else { return nil }
        offsets = kinds.map { types[$0] }
        firstOffset = types[0]
        reader.position += header.letters + header.leaps * 12 + header.standards + header.universals
        let footer = bytes[min(reader.position, bytes.count)...].drop { $0 == UInt8(ascii: "\n") }
            .prefix { $0 != UInt8(ascii: "\n") }
        if !footer.isEmpty {
            guard let rule = DaylightRule(String(decoding: footer, as: UTF8.self)) else { return nil }
            self.rule = rule
        }
    }

    private struct Header {
        var version: UInt8
        var universals: Int
        var standards: Int
        var leaps: Int
        var times: Int
        var types: Int
        var letters: Int

        func bodyLength(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standards + universals
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// A big-endian signed integer; the caller has checked that it is there.
        mutating func integer(_ length: Int) -> Int64 {
            var value: Int64 = bytes[position] & 0x80 != 0 && length > 1 ? -1 : 0
            for byte in bytes[position..<position + length] { value = value << 8 | Int64(byte) }
            position += length
            return value
        }

        mutating func header() -> Header? {
            guard position >= 0, position + 44 <= bytes.count,
                bytes[position..<position + 4].elementsEqual("TZif".utf8)
            else { return nil }
            let version = bytes[position + 4]
            position += 20
            let counts = (0..<6).map { _ in Int(integer(4)) }
            guard counts.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
            return Header(
                version: version, universals: counts[0], standards: counts[1], leaps: counts[2], times: counts[3],
                types: counts[4], letters: counts[5])
        }
    }
}
