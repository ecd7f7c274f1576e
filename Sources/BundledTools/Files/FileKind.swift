/// What a file is by its first bytes.
enum FileKind {
    private static let marks: [(bytes: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"), (Array("%PDF-".utf8), "a PDF document"),
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or a document in one"), ([0x1F, 0x8B], "gzip-compressed data"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed data"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz-compressed data"),
        ([0x7F, 0x45, 0x4C, 0x46], "an ELF program or library"), (Array("SQLite format 3".utf8), "a SQLite database"),
        ([0xFF, 0xFE], "UTF-16 text"), ([0xFE, 0xFF], "UTF-16 text"), (Array("RIFF".utf8), "a RIFF media file"),
    ]

    /// What a binary file is; nil for text.
    static func binary(_ start: ArraySlice<UInt8>) -> String? {
        let mark = marks.first { start.starts(with: $0.bytes) }?.name
        if mark == "a PDF document" { return mark }
        return start.prefix(8192).contains(0) ? mark ?? "binary data" : nil
    }
}
