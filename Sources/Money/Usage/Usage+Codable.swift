/// Keys are the bucket names of the books (`input`, `cache_read`, `cache_write_5m`, …). Buckets that hold 0 are left
/// out, and missing ones read as 0, so that a new bucket never breaks an old record.
extension Usage: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case input
        case cacheRead = "cache_read"
        case cacheWrite5m = "cache_write_5m"
        case cacheWrite1h = "cache_write_1h"
        case cacheWrite12h = "cache_write_12h"
        case output, reasoning
        case audioInput = "audio_input"
        case audioCacheRead = "audio_cache_read"
        case audioOutput = "audio_output"
        case imageInput = "image_input"
        case imageOutput = "image_output"
        case serverTools = "server_tools"
        case units

        var bucket: WritableKeyPath<Usage, Int>? {
            switch self {
            case .input: \.input
            case .cacheRead: \.cacheRead
            case .cacheWrite5m: \.cacheWrite5m
            case .cacheWrite1h: \.cacheWrite1h
            case .cacheWrite12h: \.cacheWrite12h
            case .output: \.output
            case .reasoning: \.reasoning
            case .audioInput: \.audioInput
            case .audioCacheRead: \.audioCacheRead
            case .audioOutput: \.audioOutput
            case .imageInput: \.imageInput
            case .imageOutput: \.imageOutput
            case .serverTools, .units: nil
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Decodes the buckets; throws `DecodingError` for a negative count.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init()
        for key in Key.allCases {
            guard let bucket = key.bucket, let count = try container.decodeIfPresent(Int.self, forKey: key) else {
                continue
            }
            guard count >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "a token count is never negative, found \(count)")
            }
            self[keyPath: bucket] = count
        }
        serverTools = try Usage.decodeCounts(container, .serverTools) { ServerTool(rawValue: $0) }
        units = try Usage.decodeCounts(container, .units) { BilledUnit(rawValue: $0) }
    }

    /// Encodes the buckets that are not 0.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for key in Key.allCases {
            guard let bucket = key.bucket, self[keyPath: bucket] != 0 else { continue }
            try container.encode(self[keyPath: bucket], forKey: key)
        }
        try Usage.encodeCounts(serverTools, &container, .serverTools)
        try Usage.encodeCounts(units, &container, .units)
    }

    private static func decodeCounts<Kind: Hashable>(
        _ container: KeyedDecodingContainer<Key>, _ key: Key, _ kind: (String) -> Kind
    ) throws -> [Kind: Int] {
        guard container.contains(key) else { return [:] }
        let nested = try container.nestedContainer(keyedBy: Name.self, forKey: key)
        var counts: [Kind: Int] = [:]
        for name in nested.allKeys {
            let count = try nested.decode(Int.self, forKey: name)
            guard count >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: name, in: nested, debugDescription: "a count is never negative, found \(count)")
            }
            counts[kind(name.stringValue)] = count
        }
        return counts
    }

    private static func encodeCounts<Kind: RawRepresentable>(
        _ counts: [Kind: Int], _ container: inout KeyedEncodingContainer<Key>, _ key: Key
    ) throws where Kind.RawValue == String {
        guard counts.values.contains(where: { $0 > 0 }) else { return }
        var nested = container.nestedContainer(keyedBy: Name.self, forKey: key)
        for (kind, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > 0 {
            try nested.encode(count, forKey: Name(stringValue: kind.rawValue))
        }
    }
}
