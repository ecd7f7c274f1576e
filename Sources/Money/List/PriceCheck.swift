import ExactJSON

/// What is checked of a price before it is trusted.
enum PriceCheck {
    /// The dearest text model of the market costs $150 and $600 a million tokens; prices three times that high are
    /// prices per 1,000 tokens that were taken for prices per token.
    static let highestInput = Rate(attodollars: 500_000_000_000_000)
    static let highestOutput = Rate(attodollars: 2_000_000_000_000_000)

    /// Whether a text model's price cannot be meant.
    static func isImplausible(_ fields: PriceFields, _ mode: ModelMode) -> Bool {
        guard mode.generatesText else { return false }
        return (fields.rates["input_cost_per_token"] ?? .zero) >= highestInput
            || (fields.rates["output_cost_per_token"] ?? .zero) >= highestOutput
    }

    /// All that is odd about an entry.
    static func issues(of key: String, _ fields: PriceFields) -> [PriceIssue] {
        var issues: [PriceIssue] = []
        func note(_ kind: PriceIssue.Kind, _ detail: String) {
            issues.append(PriceIssue(model: key, kind: kind, detail: detail))
        }
        let mode = ModelMode(rawValue: fields.string("mode") ?? "")
        for field in fields.malformed.sorted() { note(.malformed, "\(field) is no price") }
        if let offPeak = fields.object["off_peak_pricing"], offPeak.objectValue != nil, OffPeakSchedule(fields) == nil {
            note(.malformed, "off_peak_pricing cannot be followed; the usual price counts at all hours")
        }
        if isImplausible(fields, mode) {
            let input = fields.rates["input_cost_per_token"]?.perMillion ?? "?"
            note(.implausible, "$\(input) a million prompt tokens: a price per 1,000 taken for one per token?")
        }
        let (input, output) = (fields.rates["input_cost_per_token"], fields.rates["output_cost_per_token"])
        let hasTiers = fields.object["tiered_pricing"]?.arrayValue != nil
        if mode.generatesText, !hasTiers, fields.object["free"]?.boolValue != true {
            switch (input, output) {
            case (nil, nil): note(.incomplete, "no token prices")
            case (nil, _): note(.incomplete, "no input price")
            case (_, nil): note(.incomplete, "no output price")
            case (.some(.zero), .some(.zero)) where fields.rates["input_cost_per_request"] == nil:
                note(.zero, "0 for input and output, and not declared free")
            case (.some(let input), .some(let output)) where output < input:
                note(.outputCheaper, "output at $\(output.perMillion), input at $\(input.perMillion) a million")
            default: break
            }
        }
        for suffix in ["_batches", "_flex", "_priority", "_balanced", "_ultrafast"] where mode.generatesText {
            let hasInput = fields.rates["input_cost_per_token" + suffix] != nil
            let hasOutput = fields.rates["output_cost_per_token" + suffix] != nil
            if hasInput != hasOutput { note(.oneSided, "\(suffix.dropFirst()) price for one side only") }
        }
        if let write = fields.rates["cache_creation_input_token_cost"], let input, write < input, write != .zero {
            let asRead = write == fields.rates["cache_read_input_token_cost"]
            note(
                .cacheWriteCheaper,
                "writing to the cache costs less than input" + (asRead ? ", the same as reading" : ""))
        }
        if let read = fields.rates["cache_read_input_token_cost"], let input, read > input {
            note(.cacheReadDearer, "reading from the cache costs more than input")
        }
        if mode == .embedding, let input, input > Rate(attodollars: 10_000_000_000_000) {
            note(.suspicious, "$\(input.perMillion) a million tokens for an embedding")
        }
        return issues
    }
}
