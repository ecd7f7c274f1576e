/// A place where prompts are looked for.
package enum PromptPlace: Sendable {
    /// A folder on disk; it need not exist.
    case folder(String)
    /// Texts in the program, by file name.
    case embedded(names: [String], text: @Sendable (String) -> String?)
}
