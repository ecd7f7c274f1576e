/// One pass over a message: what can be counted, and the hashes of its words.
///
/// Works on bytes, so that a decision costs microseconds: ASCII letters are lowered, every byte beyond ASCII counts as
/// a letter. Greetings and thanks are passed over (`Courtesy`). A long message is read at its beginning and its end only
/// (`Limits`), which bounds the time for any size.
package struct MessageScan: Sendable {
    /// How much of a message is read.
    package enum Limits {
        /// Bytes from the beginning.
        package static let head = 6_000
        /// Bytes from the end of a longer message.
        package static let tail = 2_000
    }

    /// Bytes of the whole message.
    package var totalBytes = 0
    /// Bytes of it without greetings and thanks.
    package var taskBytes = 0
    /// Bytes that were read.
    package var bytes = 0
    /// Characters, counted as the bytes that begin one.
    package var characters = 0
    package var words = 0
    package var longWords = 0
    package var letters = 0
    package var capitals = 0
    package var digits = 0
    package var numbers = 0
    /// The largest number, at most a trillion.
    package var largestNumber = 0.0
    private var openNumber = 0.0
    package var sentences = 0
    package var questions = 0
    package var commas = 0
    package var symbols = 0
    package var punctuation = 0
    package var lines = 1
    package var beyondASCII = 0
    package var dollars = 0
    package var percents = 0
    package var backticks = 0
    /// Lines that begin like a choice: `A.`, `(b)`, `1)`.
    package var options = 0
    /// The hash of each word, number or punctuation mark, in order.
    package var tokens: [UInt32] = []
    /// The hash of each word's first five letters, in order, 0 for what is no word.
    package var stems: [UInt32] = []

    /// Reads a message.
    package init(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            read(all: UnsafeBufferPointer(rebasing: bytes[Courtesy.trimmed(bytes)]))
            totalBytes = bytes.count
        }
    }

    private mutating func read(all: UnsafeBufferPointer<UInt8>) {
        taskBytes = all.count
        tokens.reserveCapacity(min(all.count, Limits.head + Limits.tail) / 4 + 8)
        stems.reserveCapacity(tokens.capacity)
        if all.count <= Limits.head + Limits.tail {
            read(all)
        } else {
            read(UnsafeBufferPointer(rebasing: all[..<Limits.head]))
            read(UnsafeBufferPointer(rebasing: all[(all.count - Limits.tail)...]))
        }
    }

    private mutating func read(_ part: UnsafeBufferPointer<UInt8>) {
        bytes += part.count
        var index = 0
        var atLineStart = true
        var afterSpace = true
        while index < part.count {
            let byte = part[index]
            if byte & 0xC0 != 0x80 { characters += 1 }
            if byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D {
                if byte == 0x0A {
                    lines += 1
                    atLineStart = true
                }
                afterSpace = true
                index += 1
                continue
            }
            if afterSpace { words += 1 }
            afterSpace = false
            if atLineStart {
                if Self.isOption(part, index) { options += 1 }
                atLineStart = false
            }
            if Self.isWordByte(byte) {
                index = readWord(part, index)
            } else {
                notePunctuation(byte, next: index + 1 < part.count ? part[index + 1] : 0x20)
                tokens.append(Self.mixed(UInt32(byte) &+ 0x9E37))
                stems.append(0)
                index += 1
            }
        }
    }

    private mutating func readWord(_ part: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        var hash: UInt32 = 0x811C_9DC5
        var stem: UInt32 = 0
        var count = 0
        var digitCount = 0
        while index < part.count {
            var byte = part[index]
            guard Self.isWordByte(byte) else { break }
            if byte &- 0x30 < 10 {
                digitCount += 1
            } else if byte &- 0x41 < 26 {
                capitals += 1
                letters += 1
                byte |= 0x20
            } else if byte < 0x80 {
                letters += 1
            } else {
                beyondASCII += 1
            }
            if index > start, byte & 0xC0 != 0x80 { characters += 1 }
            hash = (hash ^ UInt32(byte)) &* 0x0100_0193
            count += 1
            if count == 5 { stem = hash }
            index += 1
        }
        if digitCount > 0 { noteNumber(part, start, digitCount) }
        if count >= 8 { longWords += 1 }
        tokens.append(Self.mixed(hash))
        stems.append(digitCount == count ? 0 : Self.mixed(stem == 0 ? hash : stem))
        return index
    }

    /// Counts a number; the groups of `1,250,000` and the places of `2.5` belong to one.
    private mutating func noteNumber(_ part: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) {
        digits += count
        let before = start >= 2 && part[start - 2] &- 0x30 < 10 ? part[start - 1] : 0
        if before == UInt8(ascii: ".") { return }
        var value = before == UInt8(ascii: ",") ? openNumber : 0
        if before != UInt8(ascii: ",") { numbers += 1 }
        for index in start..<min(start + count, part.count) where value < 1e15 && part[index] &- 0x30 < 10 {
            value = value * 10 + Double(part[index] &- 0x30)
        }
        openNumber = value
        largestNumber = max(largestNumber, min(value, 1e12))
    }

    private mutating func notePunctuation(_ byte: UInt8, next: UInt8) {
        punctuation += 1
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"): if next <= 0x20 { sentences += 1 }
        case UInt8(ascii: "?"):
            questions += 1
            if next <= 0x20 { sentences += 1 }
        case UInt8(ascii: ","): commas += 1
        case UInt8(ascii: "$"):
            dollars += 1
            symbols += 1
        case UInt8(ascii: "%"):
            percents += 1
            symbols += 1
        case UInt8(ascii: "`"): backticks += 1
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "^"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "_"):
            symbols += 1
        default: break
        }
    }

    /// Whether a line begins like a choice: one letter or digit, then a dot or a closing bracket, then a space.
    private static func isOption(_ part: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var index = start
        if part[index] == UInt8(ascii: "(") { index += 1 }
        guard index + 2 < part.count, isWordByte(part[index]), part[index] < 0x80 else { return false }
        let closing = part[index + 1]
        return (closing == UInt8(ascii: ".") || closing == UInt8(ascii: ")")) && part[index + 2] == 0x20
    }

    @inline(__always)
    static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
    }

    /// Spreads a hash over all its bits (the finaliser of MurmurHash3).
    @inline(__always)
    static func mixed(_ hash: UInt32) -> UInt32 {
        var h = hash
        h ^= h >> 16
        h = h &* 0x85EB_CA6B
        h ^= h >> 13
        h = h &* 0xC2B2_AE35
        return h ^ (h >> 16)
    }
}
