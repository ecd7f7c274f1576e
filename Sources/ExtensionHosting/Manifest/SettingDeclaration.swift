package import AgentSettings
package import ExactJSON

/// One thing that an extension's user can set.
package struct SettingDeclaration: SettingsSection {
    /// What kinds of value there are.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Text.
        case string
        /// A number, exact.
        case number
        /// A whole number.
        case integer
        /// True or false.
        case boolean
        /// A list of values.
        case list
        /// A section of values.
        case object
    }

    /// What a value must be.
    package var kind = Kind.string
    /// The value where the user sets none; nil leaves it out.
    package var standard: JSONValue?
    /// What it is for, one line.
    package var summary = ""
    /// Whether the user must set it.
    package var isRequired = false

    package init() {}

    package init(kind: Kind, standard: JSONValue? = nil, summary: String = "", isRequired: Bool = false) {
        self.kind = kind
        self.standard = standard
        self.summary = summary
        self.isRequired = isRequired
    }

    package static let keys: [SettingKey<SettingDeclaration>] = [
        SettingKey("type", \.kind, .word, "What a value must be."),
        SettingKey("default", \.standard, .anything, "The value where the user sets none."),
        SettingKey("summary", \.summary, .text, "What it is for."),
        SettingKey("required", \.isRequired, .flag, "Whether the user must set it."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if let standard, !accepts(standard) {
            report(place.problem("default", "the default is not of the type \(kind.rawValue)"))
        }
    }

    /// Whether a value is of the declared kind.
    package func accepts(_ value: JSONValue) -> Bool {
        switch (kind, value) {
        case (.string, .string), (.number, .number), (.boolean, .bool), (.list, .array), (.object, .object): true
        case (.integer, .number(let number)): number.int != nil
        default: false
        }
    }
}
