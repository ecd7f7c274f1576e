import AgentRuntime
import ExactJSON
import LanguageModels

/// What a server answered to a call of a tool, as the model reads it.
struct ToolReply {
    /// The most that the model is given, in bytes; the middle of more is left out.
    static let limit = 262_144

    /// The most images that the model is shown, and how large one and all may be in bytes of base64: what providers take.
    private static let imageLimit = 8
    private static let imageBytes = 5 << 20
    private static let allImageBytes = 10 << 20
    private static let imageTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    /// The text for the model.
    ///
    /// - Throws: `ToolFailure` when the server says that the tool failed.
    func output() throws(ToolFailure) -> ToolOutput {
        let blocks = (json["content"]?.arrayValue ?? []).prefix(1000)
        let isError = json["isError"]?.boolValue == true
        let shown = isError ? [:] : Self.images(of: Array(blocks))
        var parts = blocks.enumerated().map { Self.text($1, isShown: shown[$0] != nil) }
        // Structured results repeat their text as a rule; alone they are the result.
        if parts.isEmpty, let structured = json["structuredContent"] { parts = [structured.text] }
        let text = Self.bounded(parts.joined(separator: "\n"))
        if isError { throw ToolFailure(text.isEmpty ? "The tool failed." : text) }
        return ToolOutput(
            text.isEmpty ? "(no output)" : text, images: shown.sorted { $0.key < $1.key }.map(\.value))
    }

    /// The answer to a reading of a resource.
    static func output(reading contents: [JSONValue]) -> ToolOutput {
        let blocks: [JSONValue] = contents.prefix(1000).map { ["type": "resource", "resource": $0] }
        let shown = images(of: blocks)
        let parts = blocks.enumerated().map { text($1, isShown: shown[$0] != nil) }
        return ToolOutput(
            bounded(parts.joined(separator: "\n")), images: shown.sorted { $0.key < $1.key }.map(\.value))
    }

    /// The images among blocks that providers take, by their places.
    private static func images(of blocks: [JSONValue]) -> [Int: ImageContent] {
        var images: [Int: ImageContent] = [:]
        var room = allImageBytes
        for (place, block) in blocks.enumerated() where images.count < imageLimit {
            guard let (image, size) = image(block), size <= room else { continue }
            images[place] = image
            room -= size
        }
        return images
    }

    /// An image that providers take, and its bytes of base64; nil for any other block.
    private static func image(_ block: JSONValue) -> (ImageContent, Int)? {
        let isResource = block["type"] == "resource"
        guard isResource || block["type"] == "image", let holder = isResource ? block["resource"] : block,
            let type = holder["mimeType"]?.stringValue?.lowercased(), imageTypes.contains(type),
            let data = holder[isResource ? "blob" : "data"]?.stringValue,
            (1...imageBytes).contains(data.utf8.count), data.utf8.allSatisfy(isBase64)
        else { return nil }
        return (.base64(data, mediaType: type), data.utf8.count)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "=")
    }

    /// One block of content as text. What is no text is named with its kind and size.
    static func text(_ block: JSONValue, isShown: Bool = false) -> String {
        let kind = block["type"]?.stringValue ?? "block"
        switch kind {
        case "text": return block["text"]?.stringValue ?? ""
        case "image", "audio":
            let media = block["mimeType"]?.stringValue ?? kind
            let bytes = (block["data"]?.stringValue?.utf8.count ?? 0) / 4 * 3
            return "[\(kind), \(media), \(bytes) bytes\(isShown ? "" : ", not shown")]"
        case "resource_link":
            let name = block["title"]?.stringValue ?? block["name"]?.stringValue ?? ""
            let about = block["description"]?.stringValue.map { ": \($0)" } ?? ""
            return "[resource \(name) at \(block["uri"]?.stringValue ?? "?")\(about)]"
        case "resource": return contents(block["resource"] ?? .null, isShown: isShown)
        default: return "[\(kind), not shown]"
        }
    }

    /// What was read of a resource, as text.
    private static func contents(_ resource: JSONValue, isShown: Bool) -> String {
        let uri = resource["uri"]?.stringValue ?? "?"
        if let text = resource["text"]?.stringValue { return "[\(uri)]\n\(text)" }
        let bytes = (resource["blob"]?.stringValue?.utf8.count ?? 0) / 4 * 3
        let type = resource["mimeType"]?.stringValue ?? "data"
        return "[\(uri), \(type), \(bytes) bytes\(isShown ? "" : ", not shown")]"
    }

    /// The text, with its middle left out where it is too long.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        let bytes = Array(text.utf8)
        let omitted = bytes.count - limit
        return String(decoding: bytes.prefix(limit / 2), as: UTF8.self) + "\n[… \(omitted) bytes left out …]\n"
            + String(decoding: bytes.suffix(limit / 2), as: UTF8.self)
    }
}
