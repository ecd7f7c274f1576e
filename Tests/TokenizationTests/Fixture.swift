import FoundationEssentials

@testable import Tokenization

/// The ids that tiktoken 0.14 gives to our texts; written by Scripts/generate-token-fixtures.py.
enum Fixture {
    /// A text with its cl100k_base and o200k_base ids, and digests of the p50k_base and r50k_base ids.
    struct Text: Decodable {
        let text: String
        let cl100k: [UInt32]
        let o200k: [UInt32]
        let p50k: String
        let r50k: String

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            text = try row.decode(String.self)
            cl100k = try row.decode([UInt32].self)
            o200k = try row.decode([UInt32].self)
            p50k = try row.decode(String.self)
            r50k = try row.decode(String.self)
        }
    }

    /// An encoding, a text or bytes in hex, and the ids.
    struct Case: Decodable {
        let encoding: String
        let input: String
        let ids: [UInt32]

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            encoding = try row.decode(String.self)
            input = try row.decode(String.self)
            ids = try row.decode([UInt32].self)
        }
    }

    static func load<T: Decodable>(_ name: String, as _: T.Type) throws -> [T] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("Fixtures").appendingPathComponent(name + ".json")
        return try JSONDecoder().decode([T].self, from: try Data(contentsOf: file))
    }
}

/// FNV-1a, 64 bits, over the ids as little-endian u32, in 16 hex digits.
func digest(_ ids: [UInt32]) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for id in ids {
        for shift in [UInt32(0), 8, 16, 24] { value = (value ^ UInt64((id >> shift) & 0xFF)) &* 0x100_0000_01B3 }
    }
    let hex = String(value, radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
}
