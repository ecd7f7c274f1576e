/// What a model call used, in disjoint buckets: every token is counted in exactly one of them.
///
/// Providers count differently (OpenAI's `prompt_tokens` contains the cached tokens, Anthropic's `input_tokens` does
/// not); the adapter of a provider normalises to this shape, and nothing behind it has to know the difference.
/// Counts are never negative: assigning a negative number stores 0. Sums saturate at `Int.max`.
public struct Usage: Sendable, Hashable {
    /// Prompt tokens at the full rate: text (and files read as text), neither cached nor written to a cache.
    public var input: Int { didSet { input = max(0, input) } }
    /// Prompt tokens read from the provider's cache.
    public var cacheRead: Int { didSet { cacheRead = max(0, cacheRead) } }
    /// Prompt tokens written to a cache that lives 5 minutes, or the vendor's only kind of cache.
    public var cacheWrite5m: Int { didSet { cacheWrite5m = max(0, cacheWrite5m) } }
    /// Prompt tokens written to a cache that lives 1 hour.
    public var cacheWrite1h: Int { didSet { cacheWrite1h = max(0, cacheWrite1h) } }
    /// Prompt tokens written to a cache that lives 12 hours.
    public var cacheWrite12h: Int { didSet { cacheWrite12h = max(0, cacheWrite12h) } }
    /// Answer tokens: text and tool calls, without reasoning, audio and images.
    public var output: Int { didSet { output = max(0, output) } }
    /// Reasoning tokens of the answer, billed whether or not they are shown.
    public var reasoning: Int { didSet { reasoning = max(0, reasoning) } }
    /// Audio tokens of the prompt, not cached.
    public var audioInput: Int { didSet { audioInput = max(0, audioInput) } }
    /// Audio tokens of the prompt read from the provider's cache.
    public var audioCacheRead: Int { didSet { audioCacheRead = max(0, audioCacheRead) } }
    /// Audio tokens of the answer.
    public var audioOutput: Int { didSet { audioOutput = max(0, audioOutput) } }
    /// Image tokens of the prompt that the provider counts apart from text.
    public var imageInput: Int { didSet { imageInput = max(0, imageInput) } }
    /// Image tokens of the answer.
    public var imageOutput: Int { didSet { imageOutput = max(0, imageOutput) } }
    /// How often tools that run at the provider were used.
    public var serverTools: [ServerTool: Int]
    /// Amounts of what is not billed by the token: images, characters, seconds, pages.
    public var units: [BilledUnit: Int]

    /// Makes a usage; negative counts become 0.
    public init(
        input: Int = 0, cacheRead: Int = 0, cacheWrite5m: Int = 0, cacheWrite1h: Int = 0, cacheWrite12h: Int = 0,
        output: Int = 0, reasoning: Int = 0, audioInput: Int = 0, audioCacheRead: Int = 0, audioOutput: Int = 0,
        imageInput: Int = 0, imageOutput: Int = 0, serverTools: [ServerTool: Int] = [:], units: [BilledUnit: Int] = [:]
    ) {
        self.input = max(0, input)
        self.cacheRead = max(0, cacheRead)
        self.cacheWrite5m = max(0, cacheWrite5m)
        self.cacheWrite1h = max(0, cacheWrite1h)
        self.cacheWrite12h = max(0, cacheWrite12h)
        self.output = max(0, output)
        self.reasoning = max(0, reasoning)
        self.audioInput = max(0, audioInput)
        self.audioCacheRead = max(0, audioCacheRead)
        self.audioOutput = max(0, audioOutput)
        self.imageInput = max(0, imageInput)
        self.imageOutput = max(0, imageOutput)
        self.serverTools = serverTools
        self.units = units
    }

    /// Tokens written to any cache.
    public var cacheWrite: Int {
        Usage.sum(Usage.sum(cacheWrite5m, cacheWrite1h), cacheWrite12h)
    }

    /// All tokens of the prompt, cached, written, audio and image ones included: what context thresholds compare with.
    public var promptTokens: Int {
        let text = Usage.sum(Usage.sum(input, cacheRead), cacheWrite)
        return Usage.sum(text, Usage.sum(Usage.sum(audioInput, audioCacheRead), imageInput))
    }

    /// All tokens of the answer, reasoning, audio and images included.
    public var completionTokens: Int {
        Usage.sum(Usage.sum(output, reasoning), Usage.sum(audioOutput, imageOutput))
    }

    /// All tokens.
    public var totalTokens: Int { Usage.sum(promptTokens, completionTokens) }

    /// Whether nothing was used.
    public var isEmpty: Bool {
        totalTokens == 0 && serverTools.values.allSatisfy { $0 <= 0 } && units.values.allSatisfy { $0 <= 0 }
    }

    /// Adds non-negative counts; `Int.max` when the sum is larger.
    @inline(__always)
    static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}

extension Usage {
    /// Adds two usages bucket by bucket.
    public static func + (a: Usage, b: Usage) -> Usage {
        Usage(
            input: sum(a.input, b.input), cacheRead: sum(a.cacheRead, b.cacheRead),
            cacheWrite5m: sum(a.cacheWrite5m, b.cacheWrite5m), cacheWrite1h: sum(a.cacheWrite1h, b.cacheWrite1h),
            cacheWrite12h: sum(a.cacheWrite12h, b.cacheWrite12h), output: sum(a.output, b.output),
            reasoning: sum(a.reasoning, b.reasoning), audioInput: sum(a.audioInput, b.audioInput),
            audioCacheRead: sum(a.audioCacheRead, b.audioCacheRead), audioOutput: sum(a.audioOutput, b.audioOutput),
            imageInput: sum(a.imageInput, b.imageInput),
            imageOutput: sum(a.imageOutput, b.imageOutput),
            serverTools: a.serverTools.merging(b.serverTools) { sum(max(0, $0), max(0, $1)) },
            units: a.units.merging(b.units) { sum(max(0, $0), max(0, $1)) })
    }

    /// Adds a usage in place.
    public static func += (a: inout Usage, b: Usage) { a = a + b }
}
