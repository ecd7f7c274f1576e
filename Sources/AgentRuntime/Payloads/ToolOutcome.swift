public import LanguageModels

/// A tool call and its result.
public struct ToolOutcome: Sendable, Hashable, Codable {
    /// What was called.
    public let invocation: ToolInvocation
    /// What it answered; changing it changes what the model reads.
    public var result: ToolResult
    /// What the model is shown with it.
    public var images: [ImageContent]

    /// Makes an outcome.
    public init(invocation: ToolInvocation, result: ToolResult, images: [ImageContent] = []) {
        self.invocation = invocation
        self.result = result
        self.images = images
    }

    private enum CodingKeys: String, CodingKey { case invocation, result, images }

    /// Decodes an outcome; `images` may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        invocation = try container.decode(ToolInvocation.self, forKey: .invocation)
        result = try container.decode(ToolResult.self, forKey: .result)
        images = try container.decodeIfPresent([ImageContent].self, forKey: .images) ?? []
    }

    /// Encodes an outcome; `images` only where there are some.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(invocation, forKey: .invocation)
        try container.encode(result, forKey: .result)
        if !images.isEmpty { try container.encode(images, forKey: .images) }
    }

    /// The images behind words that say whose they are; nothing where there are none.
    var imageParts: [ContentPart] {
        images.isEmpty ? [] : [.text("Shown by \(result.name):")] + images.map { .image($0) }
    }
}
