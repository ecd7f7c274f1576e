/// Counts what a chat request costs in prompt tokens.
public struct ChatTokenCounter: Sendable {
    /// The rules of the model.
    public let rules: ChatTokenRules
    private let tokenizer: Tokenizer
    private var calibration: TokenCalibration
    private let known = KnownCounts()

    /// Takes the rules of a model, and what is known of its ratio to the stand-in encoding.
    ///
    /// - Throws: `TokenizationError` when the rules name an encoding that there is no table for.
    public init(
        model: String, calibration: TokenCalibration = TokenCalibration()
    ) throws(TokenizationError) {
        rules = ChatTokenRules(model: model)
        tokenizer = try Tokenizer(rules.encoding)
        self.calibration = calibration
    }

    /// The same with another ratio.
    public func calibrated(by calibration: TokenCalibration) -> ChatTokenCounter {
        var counter = self
        counter.calibration = calibration
        return counter
    }

    /// Counts a request: messages, tools, and the start of the reply. Exact text and published overheads where the
    /// encoding is the model's own; otherwise an estimate with ratio and buffer.
    public func count(_ messages: [ChatMessageShape], tools: [ChatToolShape] = []) -> TokenEstimate {
        estimate(from: rawCount(messages, tools: tools))
    }

    /// Counts a text of the model, such as its reply.
    public func count(_ text: String) -> TokenEstimate {
        estimate(from: tokenizer.count(text))
    }

    /// Counts a request before ratio and buffer: what `TokenCalibration.record(estimated:reported:)` takes.
    public func rawCount(_ messages: [ChatMessageShape], tools: [ChatToolShape] = []) -> Int {
        messages.reduce(rules.reply + rawCount(tools: tools)) { $0 + count($1) }
    }

    /// Counts tools alone, before ratio and buffer, for `count(_:toolTokens:)`.
    public func rawCount(tools: [ChatToolShape]) -> Int {
        tools.isEmpty ? 0 : tools.reduce(ChatTokenRules.toolsEnd) { $0 + count($1) }
    }

    /// Counts a request whose tools were counted before, before ratio and buffer.
    ///
    /// - Parameters:
    ///   - messages: the messages.
    ///   - toolTokens: what `rawCount(tools:)` said.
    public func rawCount(_ messages: [ChatMessageShape], toolTokens: Int) -> Int {
        messages.reduce(rules.reply + toolTokens) { $0 + count($1) }
    }

    /// Makes of a raw count what it stands for: itself where the encoding is the model's own, otherwise an estimate with
    /// ratio and buffer.
    public func estimate(from rawCount: Int) -> TokenEstimate {
        rules.isExact ? .exact(rawCount) : .estimate(rawCount, calibration: calibration)
    }

    /// Cuts a text to a number of tokens of the model; to 0.8 of it when they are estimated.
    public func truncate(_ text: String, to limit: Int, keeping end: TruncationEnd = .head) -> String {
        if rules.isExact { return tokenizer.truncate(text, to: limit, keeping: end) }
        let share = Double(max(0, limit)) * TokenEstimate.truncationShare / calibration.ratio
        return tokenizer.truncate(text, to: Int(min(share, 1e15)), keeping: end)
    }

    private func count(_ message: ChatMessageShape) -> Int {
        var total =
            rules.message + tokenizer.count(message.role) + known.count(message.text) { tokenizer.count($0) }
        if let name = message.name { total += rules.name + tokenizer.count(name) }
        for call in message.toolCalls {
            // Not published: a call is rendered like a message to the tool.
            total += rules.message + tokenizer.count(call.name) + tokenizer.count(call.arguments)
        }
        for image in message.images { total += rules.images.tokens(image) }
        return total
    }

    private func count(_ tool: ChatToolShape) -> Int {
        var total = rules.tool + tokenizer.count("\(tool.name):\(withoutFullStop(tool.description))")
        if !tool.properties.isEmpty { total += ChatTokenRules.properties }
        for property in tool.properties {
            total += ChatTokenRules.property
            total += tokenizer.count(
                "\(property.name):\(property.type):\(withoutFullStop(property.description))")
            if !property.choices.isEmpty { total += ChatTokenRules.choices }
            for choice in property.choices { total += ChatTokenRules.choice + tokenizer.count(choice) }
            total += tokenizer.count(property.rest)
        }
        return total
    }

    private func withoutFullStop(_ text: String) -> Substring {
        text.hasSuffix(".") ? text.dropLast() : text[...]
    }
}
