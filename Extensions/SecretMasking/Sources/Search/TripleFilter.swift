/// Tells where in a text one of many patterns may stand, at the price of one bit test for two bytes of text.
///
/// Of each pattern four neighbouring bytes are chosen. Wherever the pattern stands, one of the two triples in them
/// stands at an even distance from where the scan began, so looking at every other triple misses nothing. The hashed
/// bits are 32 KB and stay in the nearest cache. (Tried: pairs instead of triples, whose false alarms halve the rate.)
struct TripleFilter: Sendable {
    /// A pattern that a triple may belong to, and where in it the triple stands.
    private struct Lead: Sendable {
        var pattern: Int32
        var offset: Int32
    }

    /// A triple and the place of its leads.
    private struct Slot: Sendable {
        var triple = UInt32.max
        var first: Int32 = 0
        var end: Int32 = 0
    }

    private static let hashBits: UInt32 = 18
    private var bits = [UInt64](repeating: 0, count: 1 << (hashBits - 6))
    private var leads: [Lead] = []
    /// Open addressing over a power of two.
    private var slots: [Slot] = []

    init(_ patterns: [SecretPattern]) {
        var byTriple: [UInt32: [Lead]] = [:]
        for (index, pattern) in patterns.enumerated() {
            func add(_ a: UInt8, _ b: UInt8, _ c: UInt8, at offset: Int) {
                let triple = UInt32(a) | UInt32(b) << 8 | UInt32(c) << 16
                byTriple[triple, default: []].append(Lead(pattern: Int32(index), offset: Int32(offset)))
            }
            let (bytes, window) = (pattern.bytes, pattern.rarestWindow)
            add(bytes[window], bytes[window + 1], bytes[window + 2], at: window)
            if bytes.count > 3 {
                add(bytes[window + 1], bytes[window + 2], bytes[window + 3], at: window + 1)
            } else {
                // Whatever follows makes the second triple; 0 stands for the end of the text.
                for next in pattern.followers { add(bytes[1], bytes[2], next, at: 1) }
            }
        }
        var size = 16
        while size < byTriple.count * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
        for (triple, found) in byTriple {
            let hash = Self.hash(triple)
            bits[hash >> 6] |= 1 << UInt64(hash & 63)
            var slot = hash & (size - 1)
            while slots[slot].triple != .max { slot = (slot + 1) & (size - 1) }
            slots[slot] = Slot(triple: triple, first: Int32(leads.count), end: Int32(leads.count + found.count))
            leads += found
        }
    }

    /// Calls `body` with each pattern that may stand at an index: three bytes agree, no more is checked.
    func forEachLead(in text: ScannedText, _ body: (_ pattern: Int, _ index: Int) -> Void) {
        guard text.count >= 3, let base = text.bytes.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        bits.withUnsafeBufferPointer { bits in
            @inline(__always) func bit(_ triple: UInt32) -> UInt64 {
                let hash = Self.hash(triple)
                return bits[hash >> 6] >> UInt64(hash & 63) & 1
            }
            var index = 0
            while index + 9 <= text.count {
                let eight = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let a = UInt32(truncatingIfNeeded: eight & 0xFF_FFFF)
                let b = UInt32(truncatingIfNeeded: eight >> 16 & 0xFF_FFFF)
                let c = UInt32(truncatingIfNeeded: eight >> 32 & 0xFF_FFFF)
                let d = UInt32(truncatingIfNeeded: eight >> 48) | UInt32(base[index + 8]) << 16
                let hits = bit(a) | bit(b) << 1 | bit(c) << 2 | bit(d) << 3
                if hits != 0 {
                    if hits & 1 != 0 { report(a, at: index, body) }
                    if hits & 2 != 0 { report(b, at: index + 2, body) }
                    if hits & 4 != 0 { report(c, at: index + 4, body) }
                    if hits & 8 != 0 { report(d, at: index + 6, body) }
                }
                index += 8
            }
            while index + 2 <= text.count {
                let third = index + 2 < text.count ? UInt32(base[index + 2]) << 16 : 0
                let triple = UInt32(base[index]) | UInt32(base[index + 1]) << 8 | third
                if bit(triple) != 0 { report(triple, at: index, body) }
                index += 2
            }
        }
    }

    private func report(_ triple: UInt32, at index: Int, _ body: (_ pattern: Int, _ index: Int) -> Void) {
        let mask = slots.count - 1
        var slot = Self.hash(triple) & mask
        while slots[slot].triple != triple {
            if slots[slot].triple == .max { return }
            slot = (slot + 1) & mask
        }
        for lead in leads[Int(slots[slot].first)..<Int(slots[slot].end)] {
            body(Int(lead.pattern), index - Int(lead.offset))
        }
    }

    @inline(__always) private static func hash(_ triple: UInt32) -> Int {
        Int((triple &* 2_654_435_761) >> (32 - hashBits))
    }
}
