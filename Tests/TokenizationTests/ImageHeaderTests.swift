import Testing

@testable import Tokenization

/// The size that images state of themselves.
@Suite struct ImageHeaderTests {
    /// Images of 37 × 19 pixels.
    private static let files = [
        "iVBORw0KGgoAAAANSUhEUgAAACUAAAATCAIAAACY31PkAAAAGUlEQVR4nGNgGAWjYBSMglEwCkbBKKAMAAAIUAABJmpyyQAAAABJRU5ErkJggg==",
        "R0lGODdhJQATAIEAAAAAAAAAAAAAAAAAACwAAAAAJQATAEAILAABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsmRAADs=",
        "UklGRjQAAABXRUJQVlA4ICgAAADwAgCdASolABMAPm02l0ikIyIhJWgAgA2JaQAAKUNt8AD++5zAAAAA",
        "UklGRhoAAABXRUJQVlA4TA4AAAAvJIAEAAcQEf0PRET/Aw==",
    ]

    /// A JPEG whose notes are longer than the first look at it.
    private static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array(repeating: 0x4A, count: 14) + [0xFF, 0xE1, 0x40, 0]
        + Array(repeating: 0xFF, count: 0x3FFE) + [0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 19, 0, 37, 3] + [1, 2, 3]

    @Test(arguments: files) func `a file tells its size`(_ file: String) {
        #expect(ImageHeader.shape(ofBase64: file) == ImageShape(width: 37, height: 19))
    }

    @Test func `a JPEG tells it behind its notes`() throws {
        let size = try #require(ImageHeader.size(of: Self.jpeg))
        #expect(size == (37, 19))
    }

    @Test func `what does not tell counts as much as an image can`() {
        for text in ["", "AAA=", "no Base64 at all!", String(Self.files[0].prefix(20))] {
            #expect(ImageHeader.shape(ofBase64: text) == .unknown)
        }
        #expect(ImageTokenRule.tiles(base: 85, tile: 170).tokens(.unknown) == 85 + 8 * 170)
        #expect(ImageTokenRule.area.tokens(.unknown) == 1600)
        #expect(ImageTokenRule.patches(hundredths: 100).tokens(.unknown) == 1536)
        #expect(ImageTokenRule.gemini.tokens(.unknown) == 4128)
    }

    @Test func `no size counts more than the most`() {
        for rule in [ImageTokenRule.tiles(base: 85, tile: 170), .area, .patches(hundredths: 162)] {
            for width in stride(from: 1, to: 6000, by: 97) {
                for height in stride(from: 1, to: 6000, by: 101) {
                    let tokens = rule.tokens(ImageShape(width: width, height: height))
                    #expect(tokens <= rule.most, "\(width) × \(height)")
                }
            }
        }
    }

    @Test func `a damaged file is survived`() {
        let seed = UInt64.random(in: 0...(.max))
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            var bytes = Self.jpeg.prefix(Int.random(in: 0...60, using: &random)).map { $0 }
            bytes += (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = ImageHeader.size(of: bytes)
            let signature = [
                [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Array("RIFF1234WEBPVP8L".utf8), Array("GIF89a".utf8),
            ]
            _ = ImageHeader.size(of: (signature.randomElement(using: &random) ?? []) + bytes)
        }
    }
}
