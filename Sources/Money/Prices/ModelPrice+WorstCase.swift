extension ModelPrice {
    /// The most that a request within `bounds` can cost: what is reserved before it is sent. Nil when the model has no
    /// price, or when nothing bounds the answer.
    ///
    /// Every prompt token is charged at the dearest rate it may be billed by (plain, cached, written to a cache,
    /// audio, image), every answer token at the dearest of text, reasoning, audio and image, in the dearest context
    /// band, hour and service tier that the request can end up in. Hence, by construction and by a property test:
    /// for every usage consistent with `bounds`, `amount(of:terms:)` ≤ this.
    public func worstCase(_ bounds: CallBounds) -> Money? {
        if isFree { return .zero }
        let promptTokens = max(0, bounds.promptTokens)
        guard let maxOutput = bounds.maxOutputTokens.map({ max(0, $0) }) ?? longestAnswer(after: promptTokens) else {
            return nil
        }
        var most: Int128 = 0
        for tier in bounds.tiers {
            for card in sheet.reachableCards(promptTokens: promptTokens, tier: tier) {
                guard let total = card.most(bounds, promptTokens, maxOutput) else { return nil }
                most = max(most, total)
            }
        }
        most = highestUplifted(most, by: bounds.uplifts)
        var fees = AttoSum()
        units.add(
            Usage(
                input: promptTokens, output: maxOutput, serverTools: bounds.serverTools, units: bounds.units),
            to: &fees)
        guard let extra = fees.total else { return nil }
        let (all, overflow) = most.addingReportingOverflow(extra)
        return Money(attodollars: overflow ? .max : all)
    }

    /// The longest answer that the list allows after a prompt; nil when the list says nothing.
    private func longestAnswer(after promptTokens: Int) -> Int? {
        if mode == .embedding { return 0 }
        return maxOutputTokens
    }

    /// The total with every surcharge of the set that makes it dearer.
    private func highestUplifted(_ total: Int128, by conditions: PriceUplift) -> Int128 {
        var dearer: PriceUplift = []
        for uplift in uplifts where uplift.millionths > 1_000_000 { dearer.insert(uplift.condition) }
        return uplifted(total, by: conditions.intersection(dearer))
    }
}

extension RateCard {
    /// The most that the tokens within `bounds` cost by this card; nil when a rate is missing.
    fileprivate func most(_ bounds: CallBounds, _ promptTokens: Int, _ maxOutput: Int) -> Int128? {
        var prompt = max(input, cacheRead)
        if bounds.cacheWrites.contains(.fiveMinutes) { prompt = max(prompt, cacheWrite5m) }
        if bounds.cacheWrites.contains(.oneHour) { prompt = max(prompt, cacheWrite1h) }
        if bounds.cacheWrites.contains(.twelveHours) { prompt = max(prompt, cacheWrite12h) }
        if bounds.hasAudio { prompt = max(prompt, audioInput, audioCacheRead) }
        if bounds.hasImages { prompt = max(prompt, imageInput) }
        var answer = max(output, reasoning)
        if bounds.answersInAudio { answer = max(answer, audioOutput) }
        if bounds.answersInImages { answer = max(answer, imageOutput) }
        guard input >= 0 || promptTokens == 0, output >= 0 || maxOutput == 0 else { return nil }
        var sum = AttoSum()
        sum.add(promptTokens, prompt)
        sum.add(maxOutput, answer)
        return sum.total
    }
}
