extension Migration {
    /// What a stand-in encoding counted of a prompt, beside the estimate made of it: with the provider's report it says
    /// how far the stand-in is off for a model.
    static let addCountedTokens = Migration(
        intent: "add counted tokens",
        sql: "ALTER TABLE attempt ADD COLUMN counted_tokens INTEGER CHECK (counted_tokens >= 0)")
}
