package import AgentRuntime
package import AgentSettings
package import HTTPStreaming
import Sandboxing

/// What extensions outside the binary are hosted with.
package struct HostSetting: Sendable {
    /// The product's version.
    package var version: String
    /// The folder the agent works in.
    package var workspace: String
    /// The user's folders.
    package var folders: UserFolders
    /// The environment that a scrubbed one is made from.
    package var environment: [String: String]
    /// The secrets that are at hand.
    package var secrets: Secrets
    /// What confines programs.
    package var sandbox: SandboxMode
    /// What reaches servers elsewhere; nil when there is none to reach.
    package var transport: (any HTTPTransport)?
    /// Whom to ask whether an extension may do what it wants.
    package var person: any Person
    /// The time.
    package var clock: any RuntimeClock
    /// How long a program may take until it can be used.
    package var startLimit: Duration = .seconds(20)
    /// How long each asking for its end is given before the next, harder one.
    package var grace: Duration = .seconds(1)
    /// Told what the user should know, one line each.
    package var notify: @Sendable (String) -> Void
    /// Takes secrets out of what programs and servers write before a person sees it or it is stored.
    package var masked: @Sendable (String) -> String

    package init(
        version: String, workspace: String, folders: UserFolders, environment: [String: String], secrets: Secrets,
        sandbox: SandboxMode, transport: (any HTTPTransport)?, person: any Person,
        clock: any RuntimeClock = SystemClock(),
        notify: @escaping @Sendable (String) -> Void, masked: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.version = version
        self.workspace = workspace
        self.folders = folders
        self.environment = environment
        self.secrets = secrets
        self.sandbox = sandbox
        self.transport = transport
        self.person = person
        self.clock = clock
        self.notify = notify
        self.masked = masked
    }

    /// Tells the user something.
    func say(_ text: String) { notify(masked(text)) }

    /// What programs are confined by.
    ///
    /// - Throws: `HostingError` when there is nothing and the settings do not do without.
    func backend(for name: String) throws(HostingError) -> SandboxBackend? {
        let choice: SandboxBackend.Choice
        switch sandbox {
        case .off: return nil
        case .auto: choice = .best
        case .bubblewrap: choice = .bubblewrap
        case .landlock: choice = .landlock
        }
        if let backend = SandboxBackend.find(choice) { return backend }
        throw HostingError(
            .noSandbox, extension: name,
            "there is no sandbox to run it in: install bubblewrap (apt-get install bubblewrap), or let it run with all "
                + "your rights by `extensions: {sandbox: off}`")
    }
}
