package import ArgumentParser

/// `farthing config`: what the settings are, and whether they are right.
package struct ConfigCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show, check or trust the settings.",
        discussion: """
            Settings are read from the file named by --config, else from the nearest farthing.yaml from the working \
            directory upward, else from $XDG_CONFIG_HOME/farthing/farthing.yaml. An environment variable overrides \
            each of them: FARTHING_ and the path in capitals, joined by two underscores, e.g. \
            FARTHING_ROUTING__STRATEGY=cost_optimized. Secrets come from the environment or from secrets.env beside \
            the file (mode 0600), never from the settings.
            """,
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self, ConfigTrustCommand.self])

    package init() {}
}
