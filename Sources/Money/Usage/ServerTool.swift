/// A tool that runs at the provider and is billed by the use.
public struct ServerTool: RawRepresentable, Sendable, Hashable {
    /// The name in the books.
    public var rawValue: String
    /// Makes a kind by name; adapters may add their own.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A web search whose context size was not chosen (`medium` where the price depends on it).
    public static let webSearch = ServerTool(rawValue: "web_search")
    /// A web search with a small context.
    public static let webSearchLow = ServerTool(rawValue: "web_search_low")
    /// A web search with a medium context.
    public static let webSearchMedium = ServerTool(rawValue: "web_search_medium")
    /// A web search with a large context.
    public static let webSearchHigh = ServerTool(rawValue: "web_search_high")
    /// A query grounded in Google Maps.
    public static let mapsGrounding = ServerTool(rawValue: "maps_grounding")
    /// A search in uploaded files.
    public static let fileSearch = ServerTool(rawValue: "file_search")
    /// A session of the provider's code interpreter.
    public static let codeInterpreter = ServerTool(rawValue: "code_interpreter")
}
