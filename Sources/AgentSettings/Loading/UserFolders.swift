/// The user's folders by the XDG base directory specification. Relative values there are ignored, as it demands.
package struct UserFolders: Sendable, Hashable {
    /// `$XDG_CONFIG_HOME/farthing`; nil when neither it nor `HOME` is set.
    package let configuration: String?
    /// `$XDG_STATE_HOME/farthing`; nil when neither it nor `HOME` is set.
    package let state: String?
    /// The home folder.
    package let home: String?

    /// Takes the folders from an environment.
    package init(environment: [String: String]) {
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = absolute("HOME")
        self.home = home
        configuration = (absolute("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }).map { "\($0)/farthing" }
        state = (absolute("XDG_STATE_HOME") ?? home.map { "\($0)/.local/state" }).map { "\($0)/farthing" }
    }
}
