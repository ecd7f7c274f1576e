/// A message as the compressor sees it.
package struct CompressibleMessage: Sendable, Hashable {
    /// Who speaks.
    package enum Role: String, Sendable, Hashable {
        /// Instructions: never touched.
        case system
        /// The person.
        case user
        /// The model.
        case assistant
        /// A tool.
        case tool
    }

    /// Who speaks.
    package var role: Role
    /// What is said.
    package var text: String
    /// Whether it must stay as it is.
    package var isPinned: Bool
    /// The name under which all of it can be had again, e.g. by a tool; without one, a note of what is missing says
    /// nothing of a way back.
    package var handle: String?

    /// Makes a message.
    package init(role: Role, text: String, isPinned: Bool = false, handle: String? = nil) {
        self.role = role
        self.text = text
        self.isPinned = isPinned
        self.handle = handle
    }
}
