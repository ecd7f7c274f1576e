import ExactJSON

/// The stored form: `FARTHRT1`, the length of a JSON header, the header, the weights as little-endian floats, and a
/// checksum of all that (FNV-1a, 64 bits).
extension Predictor {
    private static let magic = Array("FARTHRT1".utf8)
    /// The first version had no free weights: they begin as the steady ones there.
    private static let version = 2

    /// What is stored.
    package var bytes: [UInt8] {
        let header: JSONValue = [
            "version": JSONValue(Self.version), "buckets": JSONValue(MessageFeatures.buckets),
            "dense": JSONValue(MessageFeatures.denseCount),
            "heads": .array(model.heads.map { .string($0) }),
            "head_outcomes": .array(model.outcomes.map { JSONValue($0) }),
            "outcomes": JSONValue(outcomes), "traffic": JSONValue(traffic.count),
            "sources": .object(JSONObject(sources.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })),
            "weakest": weakest.map { .string($0) } ?? .null, "strongest": strongest.map { .string($0) } ?? .null,
        ]
        let text = Array(header.text.utf8)
        var bytes = Self.magic
        Self.append(UInt32(text.count), to: &bytes)
        bytes += text
        let ring =
            traffic.ring.count < TrafficQuantiles.capacity
            ? traffic.ring : Array(traffic.ring[traffic.next...] + traffic.ring[..<traffic.next])
        let tables = [
            model.bucketWeights, model.bucketSeen, model.denseWeights, model.densePrior, model.denseSquares, ring,
            model.freeWeights, model.freeSquares,
        ]
        bytes.reserveCapacity(bytes.count + tables.reduce(8) { $0 + 4 * $1.count })
        for table in tables { for value in table { Self.append(value.bitPattern, to: &bytes) } }
        let sum = Self.checksum(bytes[...])
        Self.append(UInt32(truncatingIfNeeded: sum), to: &bytes)
        Self.append(UInt32(truncatingIfNeeded: sum >> 32), to: &bytes)
        return bytes
    }

    /// Takes up what was stored.
    ///
    /// - Throws: `PredictorError` when it is damaged or newer than this program.
    package init(bytes: [UInt8]) throws(PredictorError) {
        let damaged = PredictorError(.damaged, "it is not a routing model, or it is damaged")
        guard bytes.count > 20, Array(bytes[..<8]) == Self.magic else { throw damaged }
        let end = bytes.count - 8
        let sum = UInt64(Self.word(bytes, end)) | UInt64(Self.word(bytes, end + 4)) << 32
        guard sum == Self.checksum(bytes[..<end]) else { throw damaged }
        let length = Int(Self.word(bytes, 8))
        guard 12 + length <= end else { throw damaged }
        let header: JSONValue
        do { header = try JSONValue(parsing: bytes[12..<(12 + length)]) } catch { throw damaged }
        guard let version = header["version"]?.intValue else { throw damaged }
        guard version <= Self.version else {
            throw PredictorError(.newerVersion, "it was written by a newer version of farthing: update, or reset it")
        }
        let heads = (header["heads"]?.arrayValue ?? []).compactMap(\.stringValue)
        let counts = (header["head_outcomes"]?.arrayValue ?? []).compactMap(\.intValue)
        let dense = MessageFeatures.denseCount
        let kept = header["traffic"]?.intValue ?? 0
        let free = version > 1 ? heads.count * dense : 0
        let sizes = [
            heads.count * MessageFeatures.buckets, MessageFeatures.buckets, heads.count * dense, heads.count * dense,
            heads.count * dense, kept, free, free,
        ]
        guard heads.count == counts.count, heads.count <= QualityModel.mostHeads, kept >= 0,
            kept <= TrafficQuantiles.capacity, header["buckets"]?.intValue == MessageFeatures.buckets,
            header["dense"]?.intValue == dense, 12 + length + 4 * sizes.reduce(0, +) == end
        else { throw damaged }
        var at = 12 + length
        func table(_ count: Int) -> [Float] {
            defer { at += 4 * count }
            return (0..<count).map { Float(bitPattern: Self.word(bytes, at + 4 * $0)) }
        }
        let tables = sizes.map(table)
        guard tables.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw damaged }
        self.init(
            model: QualityModel(
                heads: heads, outcomes: counts, bucketWeights: tables[0], bucketSeen: tables[1],
                denseWeights: tables[2], densePrior: tables[3], denseSquares: tables[4],
                freeWeights: version > 1 ? tables[6] : tables[2], freeSquares: version > 1 ? tables[7] : tables[4]),
            traffic: TrafficQuantiles(tables[5]), weakest: header["weakest"]?.stringValue,
            strongest: header["strongest"]?.stringValue, outcomes: header["outcomes"]?.intValue ?? 0)
        for member in header["sources"]?.objectValue ?? JSONObject() { sources[member.key] = member.value.intValue }
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    @inline(__always)
    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
