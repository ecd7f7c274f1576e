/// The rates of one tier and context band as the list gives them: nil where it gives none.
struct ListedRates {
    var input: Rate?
    var output: Rate?
    var cacheRead: Rate?
    var cacheWrite5m: Rate?
    var cacheWrite1h: Rate?
    var cacheWrite12h: Rate?
    var reasoning: Rate?
    var audioInput: Rate?
    var audioCacheRead: Rate?
    var audioOutput: Rate?
    var imageInput: Rate?
    var imageOutput: Rate?

    /// The card with the rates that follow from the listed ones.
    ///
    /// Cached, written, audio and image tokens without a price of their own are ordinary tokens of their side; a
    /// longer-lived cache without one costs what the 5-minute cache does.
    var card: RateCard {
        func atto(_ rates: Rate?...) -> Int64 {
            for case .some(let rate) in rates { return rate.attodollars }
            return RateCard.missing
        }
        return RateCard(
            input: atto(input), cacheRead: atto(cacheRead, input), cacheWrite5m: atto(cacheWrite5m, input),
            cacheWrite1h: atto(cacheWrite1h, cacheWrite5m, input),
            cacheWrite12h: atto(cacheWrite12h, cacheWrite5m, input), audioInput: atto(audioInput, input),
            audioCacheRead: atto(audioCacheRead, cacheRead, input), imageInput: atto(imageInput, input),
            output: atto(output), reasoning: atto(reasoning, output), audioOutput: atto(audioOutput, output),
            imageOutput: atto(imageOutput, output))
    }
}
