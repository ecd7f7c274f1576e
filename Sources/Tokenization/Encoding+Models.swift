extension Encoding {
    /// Finds the encoding of a model by its name, as tiktoken 0.14's table has it.
    ///
    /// A provider in front of the name (`openrouter/openai/gpt-4.1`) is dropped, and so is a variant after a colon
    /// (`openai/gpt-4o:extended`) when the name is not known with it.
    ///
    /// - Throws: `TokenizationError.Code.unknownModel`: the encoding is not public or not known here.
    public static func forModel(_ model: String) throws(TokenizationError) -> Encoding {
        guard let found = ifKnown(forModel: model) else { throw TokenizationError.unknownModel(model) }
        return found
    }

    /// Finds the encoding of a model by its name; nil when it is not known. See `forModel(_:)`.
    public static func ifKnown(forModel model: String) -> Encoding? {
        let name = model.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? model
        if let found = exact(name) { return found }
        guard let colon = name.firstIndex(of: ":"), !name.hasPrefix("ft:") else { return nil }
        return exact(String(name[..<colon]))
    }

    private static func exact(_ name: String) -> Encoding? {
        if let found = models[name] { return found }
        return prefixes.first { name.hasPrefix($0.prefix) }?.encoding
    }

    // Facts from tiktoken/model.py (MIT), in its order; the first prefix that fits counts.
    private static let prefixes: [(prefix: String, encoding: Encoding)] = [
        ("o1-", .o200k_base), ("o3-", .o200k_base), ("o4-mini-", .o200k_base), ("gpt-5", .o200k_base),
        ("gpt-4.5-", .o200k_base), ("gpt-4.1-", .o200k_base), ("chatgpt-4o-", .o200k_base), ("gpt-4o-", .o200k_base),
        ("gpt-4-", .cl100k_base), ("gpt-3.5-turbo-", .cl100k_base), ("gpt-35-turbo-", .cl100k_base),
        ("gpt-oss-", .o200k_harmony), ("ft:gpt-4o", .o200k_base), ("ft:gpt-4", .cl100k_base),
        ("ft:gpt-3.5-turbo", .cl100k_base), ("ft:davinci-002", .cl100k_base), ("ft:babbage-002", .cl100k_base),
    ]

    private static let models: [String: Encoding] = [
        "o1": .o200k_base, "o3": .o200k_base, "o4-mini": .o200k_base, "gpt-5": .o200k_base, "gpt-4.1": .o200k_base,
        "gpt-4o": .o200k_base, "gpt-4": .cl100k_base, "gpt-3.5-turbo": .cl100k_base, "gpt-3.5": .cl100k_base,
        "gpt-35-turbo": .cl100k_base, "davinci-002": .cl100k_base, "babbage-002": .cl100k_base,
        "text-embedding-ada-002": .cl100k_base, "text-embedding-3-small": .cl100k_base,
        "text-embedding-3-large": .cl100k_base, "text-davinci-003": .p50k_base, "text-davinci-002": .p50k_base,
        "text-davinci-001": .r50k_base, "text-curie-001": .r50k_base, "text-babbage-001": .r50k_base,
        "text-ada-001": .r50k_base, "davinci": .r50k_base, "curie": .r50k_base, "babbage": .r50k_base,
        "ada": .r50k_base, "code-davinci-002": .p50k_base, "code-davinci-001": .p50k_base,
        "code-cushman-002": .p50k_base, "code-cushman-001": .p50k_base, "davinci-codex": .p50k_base,
        "cushman-codex": .p50k_base, "text-davinci-edit-001": .p50k_edit, "code-davinci-edit-001": .p50k_edit,
        "text-similarity-davinci-001": .r50k_base, "text-similarity-curie-001": .r50k_base,
        "text-similarity-babbage-001": .r50k_base, "text-similarity-ada-001": .r50k_base,
        "text-search-davinci-doc-001": .r50k_base, "text-search-curie-doc-001": .r50k_base,
        "text-search-babbage-doc-001": .r50k_base, "text-search-ada-doc-001": .r50k_base,
        "code-search-babbage-code-001": .r50k_base, "code-search-ada-code-001": .r50k_base, "gpt2": .gpt2,
        "gpt-2": .gpt2,
    ]
}
