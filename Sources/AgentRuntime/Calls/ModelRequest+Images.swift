import LanguageModels

extension ModelRequest {
    /// Says of the images that tools gave what they are instead of showing them, for a model that sees none. A person's
    /// images stay: whoever sends one wants it seen, or to hear that it is not.
    mutating func describeImagesOfTools() {
        for index in messages.indices where messages[index].role == .tool {
            for (place, part) in messages[index].content.enumerated() {
                guard case .image(let image) = part else { continue }
                messages[index].content[place] = .text("[\(image.summary), not shown: this model sees no images]")
            }
        }
    }
}

extension ImageContent {
    /// Its kind and size.
    var summary: String {
        switch self {
        case .base64(let data, let mediaType): "\(mediaType), \(data.utf8.count / 4 * 3) bytes"
        case .url(let url): "image at \(url)"
        }
    }
}
