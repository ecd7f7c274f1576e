/// The decision whether to use colour, and the one way to apply it.
package struct Palette: Sendable, Equatable {
    /// Whether styles are applied at all; if not, text comes back unchanged.
    package let isEnabled: Bool

    package init(isEnabled: Bool) {
        self.isEnabled = isEnabled
    }

    /// Colour only on a terminal that is not dumb, and not where NO_COLOR is set to something (https://no-color.org).
    package init(isTerminal: Bool, environment: [String: String]) {
        isEnabled =
            isTerminal && environment["NO_COLOR", default: ""].isEmpty
            && !TerminalEnvironment.isDumb(environment["TERM"])
    }

    /// Returns `text` in the styles, which end with it. The text must not contain styles itself.
    package func apply(_ styles: Style..., to text: String) -> String {
        guard isEnabled, !styles.isEmpty, !text.isEmpty else { return text }
        return styles.map(\.start).joined() + text + Style.end
    }
}
