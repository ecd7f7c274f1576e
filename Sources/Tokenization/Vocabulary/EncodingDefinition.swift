import CTokenData

/// Everything an encoding consists of: table, pattern, special tokens.
struct EncodingDefinition: Sendable {
    enum Pattern: Sendable { case gpt2, cl100k, o200k }

    let encoding: Encoding
    let pattern: Pattern
    let table: VocabularyTable
    let special: SpecialTokens
    let scratch = ScratchPool()

    static func named(_ encoding: Encoding) -> EncodingDefinition? {
        switch encoding {
        case .cl100k_base: cl100k
        case .o200k_base: o200k
        case .o200k_harmony: harmony
        case .p50k_base: p50k
        case .p50k_edit: p50kEdit
        case .r50k_base: r50k
        case .gpt2: gpt2
        default: nil
        }
    }

    private static let endOfText = "<|endoftext|>"
    static let cl100k = EncodingDefinition(
        encoding: .cl100k_base, pattern: .cl100k, table: VocabularyTable(token_data_cl100k_base()),
        special: SpecialTokens([
            (endOfText, 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260),
            ("<|endofprompt|>", 100276),
        ]))
    static let o200k = EncodingDefinition(
        encoding: .o200k_base, pattern: .o200k, table: VocabularyTable(token_data_o200k_base()),
        special: SpecialTokens([(endOfText, 199999), ("<|endofprompt|>", 200018)]))
    private static let harmony = EncodingDefinition(
        encoding: .o200k_harmony, pattern: .o200k, table: o200k.table, special: SpecialTokens(harmonyTokens))
    private static let p50k = EncodingDefinition(
        encoding: .p50k_base, pattern: .gpt2, table: VocabularyTable(token_data_p50k_base()),
        special: SpecialTokens([(endOfText, 50256)]))
    private static let p50kEdit = EncodingDefinition(
        encoding: .p50k_edit, pattern: .gpt2, table: p50k.table,
        special: SpecialTokens([
            (endOfText, 50256), ("<|fim_prefix|>", 50281), ("<|fim_middle|>", 50282), ("<|fim_suffix|>", 50283),
        ]))
    private static let r50k = EncodingDefinition(
        encoding: .r50k_base, pattern: .gpt2, table: VocabularyTable(token_data_p50k_base(), idLimit: 50256),
        special: SpecialTokens([(endOfText, 50256)]))
    private static let gpt2 = EncodingDefinition(
        encoding: .gpt2, pattern: .gpt2, table: r50k.table, special: SpecialTokens([(endOfText, 50256)]))

    /// `<|endofprompt|>` and `<|reserved_200018|>` share an id in tiktoken; the former is what it decodes to.
    private static var harmonyTokens: [(String, UInt32)] {
        let named: [(String, UInt32)] = [
            ("<|startoftext|>", 199998), (endOfText, 199999), ("<|reserved_200000|>", 200000),
            ("<|reserved_200001|>", 200001), ("<|return|>", 200002), ("<|constrain|>", 200003),
            ("<|reserved_200004|>", 200004), ("<|channel|>", 200005), ("<|start|>", 200006), ("<|end|>", 200007),
            ("<|message|>", 200008), ("<|reserved_200009|>", 200009), ("<|reserved_200010|>", 200010),
            ("<|reserved_200011|>", 200011), ("<|call|>", 200012), ("<|endofprompt|>", 200018),
        ]
        return named + (200013..<201088).map { ("<|reserved_\($0)|>", UInt32($0)) }
    }
}
