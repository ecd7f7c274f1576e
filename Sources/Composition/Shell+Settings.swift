import AgentSettings
import BundledTools
import Sandboxing

extension Shell {
    /// The tool as the settings want it.
    init(_ settings: ShellSettings, _ loaded: LoadedSettings) {
        let ask: Approval =
            switch settings.ask {
            case .always: .always
            case .once: .once
            case .never: .never
            }
        var sandbox: ShellSandbox?
        if settings.sandbox {
            let choice: SandboxBackend.Choice? =
                switch loaded.settings.extensions.sandbox {
                case .auto, .off: .best
                case .bubblewrap: .bubblewrap
                case .landlock: .landlock
                }
            func paths(_ written: [String]) -> [String] {
                written.map { path in
                    if path.hasPrefix("/") { return path }
                    if let home = loaded.folders.home, path == "~" || path.hasPrefix("~/") {
                        return home + path.dropFirst()
                    }
                    return "\(loaded.workingDirectory)/\(path)"
                }
            }
            sandbox = ShellSandbox(
                backend: choice.flatMap { SandboxBackend.find($0) }, network: settings.network,
                readable: paths(settings.paths.read), writable: paths(settings.paths.write))
        }
        self.init(ask: ask, timeLimit: settings.timeout, outputLimit: settings.outputLimit, sandbox: sandbox)
    }
}
