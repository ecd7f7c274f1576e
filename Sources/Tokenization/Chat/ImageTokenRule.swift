/// The size of an image and how closely it is to be looked at.
public struct ImageShape: Hashable, Sendable {
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int
    /// Whether `detail: low` was asked for.
    public var isLowDetail: Bool
    /// Whether the size is not known; then it counts as much as an image can.
    public private(set) var isUnknown = false

    /// An image whose size is not known.
    public static let unknown: ImageShape = {
        var shape = ImageShape(width: 1, height: 1)
        shape.isUnknown = true
        return shape
    }()

    /// Collects the parts.
    public init(width: Int, height: Int, isLowDetail: Bool = false) {
        self.width = width
        self.height = height
        self.isLowDetail = isLowDetail
    }
}

/// The published ways of counting an image.
///
/// Sources: OpenAI, platform.openai.com/docs/guides/images-vision, "Calculating costs"; Anthropic,
/// docs.claude.com/en/docs/build-with-claude/vision, "Calculate image costs"; Google,
/// ai.google.dev/gemini-api/docs/tokens. As of 2025.
public enum ImageTokenRule: Hashable, Sendable {
    /// Fits the image into 2048 × 2048, then its shorter side to 768, and counts tiles of 512 × 512. Low detail costs
    /// the base alone.
    case tiles(base: Int, tile: Int)
    /// Patches of 32 × 32, at most 1536, times a factor given in hundredths.
    case patches(hundredths: Int)
    /// Pixels / 750, once the longer side is at most 1568 and there are at most 1600 tokens.
    case area
    /// 258 when both sides are at most 384, else 258 for each tile of 768 × 768.
    case gemini

    /// Counts the tokens of an image; sizes under one pixel count as one.
    public func tokens(_ image: ImageShape) -> Int {
        if image.isUnknown { return most }
        let width = Double(min(max(image.width, 1), 1 << 20))
        let height = Double(min(max(image.height, 1), 1 << 20))
        switch self {
        case .tiles(let base, let tile):
            return image.isLowDetail ? base : base + tile * Self.tiles(width, height)
        case .patches(let hundredths):
            return (Self.patches(width, height) * hundredths + 99) / 100
        case .area:
            let scale = min(1, 1568 / max(width, height))
            return min(1600, max(1, Int((width * scale * height * scale / 750).rounded(.up))))
        case .gemini:
            if width <= 384, height <= 384 { return 258 }
            return 258 * Int((width / 768).rounded(.up)) * Int((height / 768).rounded(.up))
        }
    }

    /// What an image counts at most, whatever its size. Google names no limit but shrinks images to 3072 × 3072.
    public var most: Int {
        switch self {
        case .tiles(let base, let tile): base + 8 * tile
        case .patches(let hundredths): (1536 * hundredths + 99) / 100
        case .area: 1600
        case .gemini: 258 * 16
        }
    }

    private static func tiles(_ width: Double, _ height: Double) -> Int {
        let fit = min(1, 2048 / max(width, height))
        let shorter = min(width, height) * fit
        let scale = fit * min(1, 768 / shorter)
        return Int((width * scale / 512).rounded(.up)) * Int((height * scale / 512).rounded(.up))
    }

    private static func patches(_ width: Double, _ height: Double) -> Int {
        let limit = 1536.0
        let across = (width / 32).rounded(.up)
        let down = (height / 32).rounded(.up)
        if across * down <= limit { return Int(across * down) }
        var scale = (32 * 32 * limit / (width * height)).squareRoot()
        let shrunkWidth = width * scale / 32
        let shrunkHeight = height * scale / 32
        scale *= min(
            shrunkWidth.rounded(.down) / shrunkWidth, shrunkHeight.rounded(.down) / shrunkHeight)
        let patches = (width * scale / 32).rounded(.up) * (height * scale / 32).rounded(.up)
        return Int(min(limit, patches))
    }
}
