import AgentSettings
import BundledTools

extension Shell {
    /// The tool as the settings want it.
    init(_ settings: ShellSettings) {
        let ask: Approval =
            switch settings.ask {
            case .always: .always
            case .once: .once
            case .never: .never
            }
        self.init(ask: ask, timeLimit: settings.timeout, outputLimit: settings.outputLimit)
    }
}
