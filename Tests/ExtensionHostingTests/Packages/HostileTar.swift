/// A tar archive made byte by byte, so that it can hold what no honest program writes (POSIX ustar, GNU tar).
struct HostileTar {
    private(set) var bytes: [UInt8] = []

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - kind: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` named pipe.
    ///   - size: what the header claims; nil for the truth.
    mutating func add(
        _ name: String, kind: Character = "0", _ content: [UInt8] = [], link: String = "", size: Int? = nil,
        mode: Int = 0o644
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size ?? content.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put(String(kind), at: 156)
        put(link, at: 157)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
        bytes += header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// The archive with its end.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// An honest package, to which something is added.
    static func package(_ add: (inout HostileTar) -> Void) -> [UInt8] {
        var tar = HostileTar()
        tar.add("one/extension.yaml", Array("name: one\ncommand: [python3, main.py]\n".utf8))
        add(&tar)
        return tar.finished
    }
}
