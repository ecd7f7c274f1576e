/// A prompt that cannot be rendered, with the file and line.
package struct PromptError: Error, Sendable, Hashable {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// No place has a prompt of that name.
        case missing
        /// The text is no valid template.
        case syntax
        /// A variable is used that was not given.
        case unknownVariable
        /// Values are compared that have no order.
        case comparison
        /// A prompt includes itself.
        case cycle
        /// Includes nest too deeply, or what comes out is too long.
        case tooLarge
        /// The file is there and cannot be read.
        case unreadable
    }

    package let code: Code
    /// The file: its path, or its name when it is embedded in the program.
    package let file: String
    /// The line, counted from 1.
    package let line: Int
    /// What is wrong and what to do.
    package let message: String

    package init(_ code: Code, file: String, line: Int, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
    }
}

extension PromptError: CustomStringConvertible {
    /// `prompts/agent.system.main.md:3: unknown variable "x"; …`
    package var description: String { "\(file):\(line): \(message)" }
}
