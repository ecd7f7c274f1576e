public import Money

/// What a tool has cost in a conversation.
public struct ToolCost: Sendable, Hashable {
    /// The tool.
    public var tool: String
    /// What its results cost in prompts: of each prompt that contains one of them, the share that the result's bytes
    /// have in the bytes of all messages, at the price of that prompt. A result is paid again with every call that
    /// follows it. Results that a model without tool calls reads as plain text are not counted.
    public var results: Money
    /// The calls the tool itself made.
    public var calls: Money
    /// How many of its results stood in prompts, each time counted.
    public var timesRead: Int

    /// Results and calls.
    public var total: Money { results + calls }
}
