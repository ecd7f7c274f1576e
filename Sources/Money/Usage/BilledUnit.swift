/// Something that is billed other than by the token.
public struct BilledUnit: RawRepresentable, Sendable, Hashable {
    /// The name in the books.
    public var rawValue: String
    /// Makes a unit by name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Images in the prompt.
    public static let imagesIn = BilledUnit(rawValue: "images_in")
    /// Images in the answer.
    public static let imagesOut = BilledUnit(rawValue: "images_out")
    /// Pixels in the prompt.
    public static let pixelsIn = BilledUnit(rawValue: "pixels_in")
    /// Pixels in the answer.
    public static let pixelsOut = BilledUnit(rawValue: "pixels_out")
    /// Characters of the prompt.
    public static let charactersIn = BilledUnit(rawValue: "characters_in")
    /// Characters of the answer.
    public static let charactersOut = BilledUnit(rawValue: "characters_out")
    /// Milliseconds of audio or video taken in (prices are by the second, lengths are seldom whole).
    public static let millisecondsIn = BilledUnit(rawValue: "milliseconds_in")
    /// Milliseconds of audio or video given out.
    public static let millisecondsOut = BilledUnit(rawValue: "milliseconds_out")
    /// Milliseconds of video taken in.
    public static let videoMillisecondsIn = BilledUnit(rawValue: "video_milliseconds_in")
    /// Milliseconds of video given out.
    public static let videoMillisecondsOut = BilledUnit(rawValue: "video_milliseconds_out")
    /// Milliseconds of audio taken in by a model that bills audio by time.
    public static let audioMillisecondsIn = BilledUnit(rawValue: "audio_milliseconds_in")
    /// Tokens of cited sources.
    public static let citationTokens = BilledUnit(rawValue: "citation_tokens")
    /// Pages annotated.
    public static let annotatedPages = BilledUnit(rawValue: "annotated_pages")
    /// Pages read.
    public static let pages = BilledUnit(rawValue: "pages")
    /// Search or rerank queries.
    public static let queries = BilledUnit(rawValue: "queries")
}
