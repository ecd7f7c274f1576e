import AgentRuntime
import AgentSettings
import ExtensionHosting
import Testing

@Suite struct ExtensionPlacesTests {
    private let home = HostedFolder()
    private var folders: UserFolders { UserFolders(environment: ["HOME": home.path]) }
    private var places: ExtensionPlaces { ExtensionPlaces(workingDirectory: "\(home.path)/work", folders: folders) }

    private func add(_ name: String, to folder: String) throws {
        try home.write("name: \(name)\ncommand: [./main]\n", to: "\(folder)/\(name)/extension.yaml")
    }

    @Test func `Extensions are found in the project, then in the user's folder`() throws {
        try add("b", to: "work/Extensions")
        try add("a", to: "work/Extensions")
        try add("a", to: ".config/farthing/extensions")
        try home.write("nothing", to: "work/Extensions/c/readme.md")
        try home.write("name: d\n", to: "work/Extensions/d/extension.yaml")
        let found = places.found()
        #expect(found.map(\.name) == ["a", "b", "d", "a"])
        #expect(found.map(\.place) == [.project, .project, .project, .user])
        #expect(throws: SettingsError.self) { try found[2].manifest.get() }
    }

    @Test func `A switch holds for one place`() throws {
        let switches = ExtensionSwitches(folders: folders, places: places)
        #expect(try switches.set("a", in: .project, off: true))
        #expect(try !switches.set("a", in: .project, off: true))
        #expect(switches.isOff("a", in: .project) && !switches.isOff("a", in: .user))
        #expect(try switches.set("a", in: .project, off: false))
        #expect(!switches.isOff("a", in: .project))
    }

    @Test func `agreeing to one extension agrees to no other, whatever stands in its manifest`() throws {
        let accepted = AcceptedPermissions(folders: folders)
        var victim = HostedManifest()
        victim.name = "victim"
        victim.command = ["./evil"]
        let forged = (["/x/victim"] + victim.clauses).joined(separator: "\t")
        for end in ["\n", "\r\n", "\u{85}", "\u{2028}"] {
            var manifest = HostedManifest()
            manifest.name = "a"
            manifest.command = ["./main", "x\(end)\(forged)"]
            try accepted.add(manifest, folder: "/x/a")
            #expect(accepted.contains(manifest, folder: "/x/a"))
            #expect(!accepted.contains(victim, folder: "/x/victim"))
        }
    }

    @Test func `What was agreed to is asked again when it changes`() throws {
        let accepted = AcceptedPermissions(folders: folders)
        var manifest = HostedManifest()
        manifest.name = "a"
        manifest.command = ["./main"]
        #expect(!accepted.contains(manifest, folder: "/x/a"))
        try accepted.add(manifest, folder: "/x/a")
        #expect(accepted.contains(manifest, folder: "/x/a") && !accepted.contains(manifest, folder: "/x/b"))
        manifest.permissions.network = true
        #expect(!accepted.contains(manifest, folder: "/x/a"))
        #expect(accepted.earlier(folder: "/x/a") == ["runs ./main"])
    }

    @Test func `A quarantine is remembered until it is ended`() throws {
        let register = QuarantineRegister(folders: folders)
        let entry = QuarantineRegister.Entry(
            name: "a", since: Timestamp(microseconds: 7), reason: "it failed\nfive\ttimes")
        try register.add(entry)
        #expect(register["a"]?.reason == "it failed five times")
        #expect(register["a"]?.since == entry.since)
        #expect(try register.remove("a"))
        #expect(register.entries.isEmpty)
    }
}
