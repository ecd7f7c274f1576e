import Testing

@testable import Tokenization

/// The examples of the OpenAI Cookbook ("How to count tokens with tiktoken") with the numbers that the API reported.
@Suite struct ChatTokenCounterTests {
    private let jargon = [
        ChatMessageShape(
            role: "system",
            text: "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
        ChatMessageShape(
            role: "system", text: "New synergies will help drive top-line growth.", name: "example_user"),
        ChatMessageShape(
            role: "system", text: "Things working well together will increase revenue.", name: "example_assistant"),
        ChatMessageShape(
            role: "system",
            text:
                "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
            name: "example_user"),
        ChatMessageShape(
            role: "system", text: "Let's talk later when we're less busy about how to do better.",
            name: "example_assistant"),
        ChatMessageShape(
            role: "user",
            text: "This late pivot means we don't have time to boil the ocean for the client deliverable."),
    ]
    private let weather = [
        ChatMessageShape(
            role: "system", text: "You are a helpful assistant that can answer to questions about the weather."),
        ChatMessageShape(role: "user", text: "What's the weather like in San Francisco?"),
    ]
    private let weatherTool = ChatToolShape(
        name: "get_current_weather", description: "Get the current weather in a given location",
        properties: [
            .init(name: "location", type: "string", description: "The city and state, e.g. San Francisco, CA"),
            .init(
                name: "unit", type: "string", description: "The unit of temperature to return",
                choices: ["celsius", "fahrenheit"]),
        ])

    @Test(arguments: [
        ("gpt-4-0613", 129), ("gpt-3.5-turbo", 129), ("gpt-4o", 124), ("openrouter/openai/gpt-4o-mini", 124),
    ])
    func `counts messages and names as the provider does`(_ model: String, _ expected: Int) throws {
        #expect(try ChatTokenCounter(model: model).count(jargon) == .exact(expected))
    }

    @Test(arguments: [("gpt-4", 105), ("gpt-4o", 101), ("gpt-4o-mini", 101)])
    func `counts tools as the provider does`(_ model: String, _ expected: Int) throws {
        #expect(try ChatTokenCounter(model: model).count(weather, tools: [weatherTool]) == .exact(expected))
    }

    @Test func `marks the count of an unknown tokenizer as an estimate with its buffer`() throws {
        let counter = try ChatTokenCounter(model: "anthropic/claude-sonnet-4-5")
        let estimate = counter.count(jargon)
        #expect(estimate.isEstimate)
        #expect(estimate.count == 137)  // 124 by o200k_base, times 1.1, rounded up
        #expect(counter.rawCount(jargon) == 124)
    }

    @Test func `takes the ratio of reports into account`() throws {
        var calibration = TokenCalibration()
        for _ in 0..<200 { calibration.record(estimated: 1000, reported: 1500) }
        let counter = try ChatTokenCounter(model: "anthropic/claude-sonnet-4-5", calibration: calibration)
        #expect((203...206).contains(counter.count(jargon).count))
    }

    @Test func `cuts shorter when it can only estimate`() throws {
        let text = String(repeating: "word ", count: 400)
        let exact = try ChatTokenCounter(model: "gpt-4o").truncate(text, to: 100)
        let guessed = try ChatTokenCounter(model: "mistral/large").truncate(text, to: 100)
        #expect(Tokenizer.o200k_base.count(exact) == 100)
        #expect(Tokenizer.o200k_base.count(guessed) == 80)
    }

    @Test func `adds what images cost`() throws {
        var message = weather[1]
        message.images = [
            ImageShape(width: 1024, height: 1024), ImageShape(width: 4000, height: 3000, isLowDetail: true),
        ]
        let counter = try ChatTokenCounter(model: "gpt-4o")
        #expect(counter.count([message]).count - counter.count([weather[1]]).count == 765 + 85)
    }
}
