import Testing

@testable import AgentSettings

@Suite struct DiscoveryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func depth(
        _ configuration: String? = nil, in directory: String, _ environment: [String: String] = [:]
    ) throws -> Int {
        try LoadedSettings.load(
            SettingsRequest(
                configuration: configuration, workingDirectory: "\(folder.path)/\(directory)", environment: environment)
        ).settings.loop.maxDepth
    }

    @Test func `prefers the named file, then the nearest upward, then the user's`() throws {
        try folder.write("named.yaml", "loop: {max_depth: 1}")
        try folder.write("project/farthing.yaml", "loop: {max_depth: 2}")
        try folder.write("project/a/b/x", "")
        try folder.write("config/farthing/farthing.yaml", "loop: {max_depth: 6}")
        try folder.write("home/.config/farthing/farthing.yaml", "loop: {max_depth: 5}")
        try folder.write("elsewhere/x", "")
        let user = ["XDG_CONFIG_HOME": "\(folder.path)/config", "HOME": "\(folder.path)/home"]

        #expect(try depth("../named.yaml", in: "project", user) == 1)
        #expect(try depth("\(folder.path)/named.yaml", in: "project", user) == 1)
        #expect(try depth(in: "project", ["FARTHING_CONFIG": "../named.yaml"]) == 1)
        #expect(try depth(in: "project/a/b", user) == 2)
        #expect(try depth(in: "elsewhere", user) == 6)
        #expect(try depth(in: "elsewhere", ["HOME": "\(folder.path)/home"]) == 5)
        #expect(try depth(in: "elsewhere", ["HOME": "\(folder.path)/home", "XDG_CONFIG_HOME": "config"]) == 5)
        #expect(try depth(in: "elsewhere") == 3)
    }

    @Test func `resolves paths from the file they stand in, the home folder or the working directory`() throws {
        try folder.write("farthing.yaml", "storage: {path: data/x.db}\nprompts: {paths: [mine, ~/p, /q]}\n")
        try folder.write("sub/x", "")
        let home = ["HOME": "/home/me"]
        let loaded = try LoadedSettings.load(
            SettingsRequest(workingDirectory: "\(folder.path)/sub", environment: home))
        #expect(loaded.databasePath == "\(folder.path)/data/x.db")
        #expect(
            loaded.promptFolders == [
                "\(folder.path)/mine", "/home/me/p", "/q", "\(folder.path)/sub/prompts",
                "/home/me/.config/farthing/prompts",
            ])
        let plain = try LoadedSettings.load(
            SettingsRequest(workingDirectory: "/", environment: home.merging(["FARTHING_STORAGE__PATH": "x.db"]) { $1 })
        )
        #expect(plain.databasePath == "//x.db")
        let standard = try LoadedSettings.load(SettingsRequest(workingDirectory: "/", environment: home))
        #expect(standard.databasePath == "/home/me/.local/state/farthing/farthing.db")
        let nowhere = try LoadedSettings.load(SettingsRequest(workingDirectory: "/", environment: [:]))
        #expect(nowhere.databasePath == nil)
        #expect(nowhere.file == nil)
    }
}
