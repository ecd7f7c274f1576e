import AgentSettings
import Sandboxing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension HostedSource {
    /// The names of the environment that every program gets.
    private static let passedOn = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"]

    /// How the program is started: with nothing of this process but what it was granted.
    ///
    /// - Throws: `HostingError` when the program or a secret is not there.
    func plan(_ setting: HostSetting) throws(HostingError) -> SandboxPlan {
        guard case .program(let command, let directory, let own) = reach, let word = command.first else {
            throw HostingError(.badSettings, extension: name, "it has no command")
        }
        var environment = setting.environment.filter { Self.passedOn.contains($0.key) }
        environment["PATH"] = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let ownFolder = privateFolder(setting)
        // Programs look for their settings and keep their caches at home; this one's is its own.
        environment["HOME"] = ownFolder
        environment["TMPDIR"] = ownFolder
        environment["PYTHONUNBUFFERED"] = "1"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment.merge(own) { $1 }
        for secret in permissions.secrets {
            guard let value = setting.secrets.keys(named: [secret])?.keys.first else {
                throw HostingError(
                    .badSettings, extension: name,
                    "it was granted the secret \(secret), which is not set: export it or put it into secrets.env")
            }
            environment[secret] = value.reveal()
        }
        let place = absolute(directory, setting)
        let program = try Program.find(
            word, from: place, path: environment["PATH"] ?? "", home: setting.folders.home, name: name)
        func paths(_ written: [String]) -> [String] { written.map { absolute($0, setting) } }
        return SandboxPlan(
            path: program.path, arguments: [word] + command.dropFirst(), environment: environment, directory: place,
            readable: program.readable + [folder ?? place] + paths(permissions.paths.read),
            writable: [ownFolder] + paths(permissions.paths.write), network: permissions.network,
            limits: SandboxPlan.Limits(
                memory: limits.memory << 20, processes: limits.processes, cpu: Int(limits.cpu.components.seconds)))
    }

    private func absolute(_ path: String, _ setting: HostSetting) -> String {
        if path.hasPrefix("/") { return path }
        if let home = setting.folders.home, path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
        return path == "." ? setting.workspace : "\(setting.workspace)/\(path)"
    }

    /// A folder of the extension's own, for what it keeps from one start to the next.
    private func privateFolder(_ setting: HostSetting) -> String {
        let base = setting.folders.state ?? "/tmp/farthing-\(getuid())"
        let path = "\(base)/extension-data/\(name)"
        for index in path.indices.dropFirst() where path[index] == "/" { mkdir(String(path[..<index]), 0o700) }
        mkdir(path, 0o700)
        return path
    }
}
