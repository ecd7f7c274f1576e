/// The name under which the model sees a server's tool: `SERVER__TOOL`, in the letters that providers take.
enum ToolName {
    /// The longest name that providers take.
    static let limit = 64

    /// Makes the name; of two that would be the same, callers keep the first.
    static func text(_ server: String, _ tool: String) -> String {
        func plain(_ text: String) -> String {
            String(
                decoding: text.utf8.map { byte in
                    let isPlain =
                        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
                        || byte == UInt8(ascii: "-")
                    return isPlain ? byte : UInt8(ascii: "_")
                }, as: UTF8.self)
        }
        return String("\(plain(server))__\(plain(tool))".prefix(limit))
    }
}
