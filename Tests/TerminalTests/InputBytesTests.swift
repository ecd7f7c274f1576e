import Testing

@testable import Terminal

@Suite struct InputBytesTests {
    @Test func `decodes scalars that arrive byte by byte`() {
        var bytes = InputBytes()
        var scalars = String.UnicodeScalarView()
        for byte in "aé日🙂".utf8 {
            bytes.append([byte])
            while let scalar = bytes.nextScalar() { scalars.append(scalar) }
        }
        #expect(String(scalars) == "aé日🙂")
        #expect(bytes.isEmpty)
    }

    @Test func `replaces what is not UTF-8 and loses nothing after it`() {
        var bytes = InputBytes()
        bytes.append([0xFF, 0x61, 0xE2, 0x62, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x63, 0xF0, 0x9F])
        var text = String.UnicodeScalarView()
        while let scalar = bytes.nextScalar() { text.append(scalar) }
        #expect(String(text) == "\u{FFFD}a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}c")
        #expect(bytes.takeAll() == [0xF0, 0x9F])
    }

    @Test func `puts bytes back in front`() {
        var bytes = InputBytes()
        bytes.append(Array("xyz".utf8))
        #expect(bytes.nextByte() == UInt8(ascii: "x"))
        bytes.prepend(Array("ab".utf8))
        #expect(bytes.takeAll() == Array("abyz".utf8))
    }
}
