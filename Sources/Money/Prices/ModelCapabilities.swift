/// What a model can do, as far as the price list says.
public struct ModelCapabilities: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32
    /// Makes a set of its bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Takes images.
    public static let vision = ModelCapabilities(rawValue: 1 << 0)
    /// Calls tools.
    public static let tools = ModelCapabilities(rawValue: 1 << 1)
    /// Calls several tools at once.
    public static let parallelTools = ModelCapabilities(rawValue: 1 << 2)
    /// Caches prompts.
    public static let promptCaching = ModelCapabilities(rawValue: 1 << 3)
    /// Reasons before it answers.
    public static let reasoning = ModelCapabilities(rawValue: 1 << 4)
    /// Answers by a JSON schema.
    public static let jsonSchema = ModelCapabilities(rawValue: 1 << 5)
    /// Takes audio.
    public static let audioInput = ModelCapabilities(rawValue: 1 << 6)
    /// Gives audio.
    public static let audioOutput = ModelCapabilities(rawValue: 1 << 7)
    /// Takes PDF files.
    public static let pdfInput = ModelCapabilities(rawValue: 1 << 8)
    /// Takes video.
    public static let videoInput = ModelCapabilities(rawValue: 1 << 9)
    /// Searches the web.
    public static let webSearch = ModelCapabilities(rawValue: 1 << 10)
    /// Takes system messages.
    public static let systemMessages = ModelCapabilities(rawValue: 1 << 11)
    /// Operates a computer.
    public static let computerUse = ModelCapabilities(rawValue: 1 << 12)
    /// Can be told which tool to call.
    public static let toolChoice = ModelCapabilities(rawValue: 1 << 13)

    /// The fields of the price list and what they say, in the order that `names` lists them.
    static let fields: [(field: String, name: String, capability: ModelCapabilities)] = [
        ("supports_vision", "vision", .vision), ("supports_function_calling", "tools", .tools),
        ("supports_parallel_function_calling", "parallel_tools", .parallelTools),
        ("supports_tool_choice", "tool_choice", .toolChoice),
        ("supports_prompt_caching", "prompt_caching", .promptCaching), ("supports_reasoning", "reasoning", .reasoning),
        ("supports_response_schema", "json_schema", .jsonSchema), ("supports_audio_input", "audio_input", .audioInput),
        ("supports_audio_output", "audio_output", .audioOutput), ("supports_pdf_input", "pdf_input", .pdfInput),
        ("supports_video_input", "video_input", .videoInput), ("supports_web_search", "web_search", .webSearch),
        ("supports_system_messages", "system_messages", .systemMessages),
        ("supports_computer_use", "computer_use", .computerUse),
    ]

    /// The names of what is in the set.
    public var names: [String] { ModelCapabilities.fields.filter { contains($0.capability) }.map(\.name) }
}
