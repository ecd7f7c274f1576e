import Testing

@testable import Money

@Suite struct WorstCaseTests {
    @Test func `never settles above the worst case, for any model and usage consistent with the request`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("worst-case property: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let list = PriceList.embedded
        var priced = 0
        for index in 0..<list.count {
            let price = list.price(index)
            guard price.mode.generatesText || price.mode == .embedding, price.isPriced else { continue }
            for round in 0..<4 {
                let largest = [100, 40_000, 210_000, 1_200_000][round % 4]
                var usage = Usage(
                    input: part(largest, &random), cacheRead: part(largest, &random),
                    cacheWrite5m: part(largest, &random), cacheWrite1h: part(largest, &random),
                    cacheWrite12h: part(largest, &random), output: part(8000, &random),
                    reasoning: part(8000, &random), audioInput: part(largest, &random),
                    audioCacheRead: part(largest, &random), audioOutput: part(800, &random),
                    imageInput: part(largest, &random), imageOutput: part(800, &random))
                if price.mode == .embedding {
                    (usage.output, usage.reasoning, usage.audioOutput, usage.imageOutput) = (0, 0, 0, 0)
                }
                let asked = try #require(ServiceTier.allCases.randomElement(using: &random))
                let bounds = CallBounds(
                    promptTokens: usage.promptTokens + part(50, &random),
                    maxOutputTokens: usage.completionTokens + part(50, &random), tier: asked,
                    uplifts: PriceUplift(rawValue: .random(in: 0...31, using: &random)), hasAudio: true,
                    hasImages: true, answersInAudio: true, answersInImages: true,
                    serverTools: [.webSearch: 3], units: [:])
                if !price.units.tools.isEmpty { usage.serverTools = [.webSearch: part(3, &random)] }
                var narrowed = bounds
                if price.units.price(of: .webSearch) == nil {
                    usage.serverTools = [:]
                    narrowed.serverTools = [:]
                }
                let billed = try #require(bounds.tiers.randomElement(using: &random))
                let terms = CallTerms(
                    tier: billed, at: BillingTime(secondsSinceEpoch: .random(in: 0...2_000_000_000, using: &random)),
                    uplifts: PriceUplift(rawValue: .random(in: 0...31, using: &random)).intersection(bounds.uplifts))
                guard let worst = price.worstCase(narrowed) else { continue }
                let settled = try #require(price.amount(of: usage, terms: terms), "\(price.key) seed \(seed)")
                #expect(settled <= worst, "\(price.key) \(usage) \(terms) seed \(seed)")
                priced += 1
            }
        }
        #expect(priced > 10_000)
    }

    private func part(_ largest: Int, _ random: inout SeededRandom) -> Int {
        Bool.random(using: &random) ? 0 : .random(in: 0...largest, using: &random)
    }

    @Test func `charges a request as dear as it can get`() throws {
        let price = try #require(PriceList.embedded.match("claude-sonnet-4-5")).price
        // 1-hour cache writes at $6 (twice the input rate), output at $15 a million.
        let worst = try #require(price.worstCase(CallBounds(promptTokens: 1000, maxOutputTokens: 1000)))
        #expect(worst.description == "0.021")
        let narrow = CallBounds(promptTokens: 1000, maxOutputTokens: 1000, cacheWrites: [])
        #expect(price.worstCase(narrow)?.description == "0.018")
        // Without a limit of the request's, the model's own.
        let unlimited = try #require(price.worstCase(CallBounds(promptTokens: 0, maxOutputTokens: nil)))
        #expect(unlimited == Money(picodollars: 15_000_000) * (price.maxOutputTokens ?? 0))
    }

    @Test func `has no worst case when nothing bounds the answer`() throws {
        let price = try model(
            #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6}"#)
        #expect(price.worstCase(CallBounds(promptTokens: 10, maxOutputTokens: nil)) == nil)
        #expect(price.worstCase(CallBounds(promptTokens: 10, maxOutputTokens: 0))?.description == "0.00001")
    }
}
