import AgentSettings
package import ArgumentParser

/// `farthing config trust`: agrees to what a settings file found in the working directory does with keys and commands.
package struct ConfigTrustCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Agree to what the farthing.yaml found here does with your keys and machine.",
        discussion: """
            A file that came with somebody else's repository could send your keys to another address or let commands \
            run unasked, so each such setting is refused until you agree to it. Files that you name, and those in your \
            own folders, need no agreement.
            """)

    @OptionGroup var source: ConfigSource

    package init() {}

    package func run() throws {
        let loaded = try source.load(json: false)
        let claims = loaded.untrustedClaims
        guard let file = loaded.file, !claims.isEmpty else {
            print("There is nothing to agree to.")
            return
        }
        try TrustedSettings(folders: loaded.folders)?.add(claims, of: file)
        for claim in claims { print("agreed: \(file) \(claim)") }
    }
}
