/// The size of an image as the beginning of its file states it: PNG, JPEG, GIF and WebP, the kinds that models take.
///
/// Sources: PNG (W3C, 11.2.2), JPEG (ITU T.81, B.2.2), GIF89a (18), WebP (RFC 9649, 2).
public enum ImageHeader {
    /// Characters of Base64 that are looked at: the size of a JPEG stands behind what cameras and editors note in it.
    private static let longest = 1 << 18

    /// The shape of an image in Base64; `unknown` when its beginning does not tell.
    public static func shape(ofBase64 text: String) -> ImageShape {
        // All but JPEG tell within the first bytes.
        let size =
            size(of: bytes(ofBase64: text, characters: 64)) ?? size(of: bytes(ofBase64: text, characters: longest))
        guard let size, size.width > 0, size.height > 0 else { return .unknown }
        return ImageShape(width: size.width, height: size.height)
    }

    /// The size that a file of these first bytes has; nil when they do not tell.
    static func size(of bytes: [UInt8]) -> (width: Int, height: Int)? {
        func starts(_ signature: String, at offset: Int = 0) -> Bool {
            bytes.dropFirst(offset).starts(with: signature.utf8)
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count >= 24 {
            return (big(bytes, 16, 4), big(bytes, 20, 4))
        }
        if starts("GIF8"), bytes.count >= 10 { return (little(bytes, 6, 2), little(bytes, 8, 2)) }
        if starts("RIFF"), starts("WEBP", at: 8), bytes.count >= 30 { return webP(bytes) }
        return bytes.starts(with: [0xFF, 0xD8]) ? jpeg(bytes) : nil
    }

    private static func webP(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8X": return (little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1)
        case "VP8 ": return (little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF)
        case "VP8L":
            let bits = little(bytes, 21, 4)
            return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        default: return nil
        }
    }

    /// The size stands in the frame's header, behind any number of other segments.
    private static func jpeg(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        var offset = 2
        while offset + 9 <= bytes.count, bytes[offset] == 0xFF {
            let marker = bytes[offset + 1]
            if (0xC0...0xCF).contains(marker), marker != 0xC4, marker != 0xC8, marker != 0xCC {
                return (big(bytes, offset + 7, 2), big(bytes, offset + 5, 2))
            }
            // A filling byte, or a segment with its length.
            offset += marker == 0xFF ? 1 : 2 + max(2, big(bytes, offset + 2, 2))
        }
        return nil
    }

    private static func big(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(ofBase64 text: String, characters: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for character in text.utf8.prefix(characters) {
            guard let value = value(of: character) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
