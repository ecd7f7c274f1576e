/// A parsed prompt.
struct PromptTemplate: Sendable, Hashable {
    /// A piece of a prompt. Lines count from 1.
    indirect enum Piece: Sendable, Hashable {
        /// Text as it is.
        case text(String)
        /// `{{name}}` or another expression.
        case value(PromptExpression, line: Int)
        /// `{{include "name"}}`.
        case include(String, line: Int)
        /// `{{include original}}`: the same name in the next place of lower priority.
        case original(line: Int)
        /// `{{if …}}…{{else}}…{{endif}}`.
        case choice(PromptExpression, line: Int, then: [Piece], otherwise: [Piece])
    }

    let pieces: [Piece]
}
