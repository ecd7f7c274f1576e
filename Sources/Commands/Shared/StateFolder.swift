import AgentSettings

/// The folder of the user's own files.
enum StateFolder {
    /// `$XDG_STATE_HOME/farthing`; nil when there is no home.
    static func path(in environment: [String: String]) -> String? { UserFolders(environment: environment).state }
}
