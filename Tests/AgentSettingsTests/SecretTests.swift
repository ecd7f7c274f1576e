import ExactJSON
import Testing

@testable import AgentSettings

@Suite struct SecretTests {
    static let key = "sk-live-abcdefghij0123456789"

    /// Every way in which Swift turns a value into text.
    private func texts(_ value: some Any) -> [String] {  // any value at all is the point
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        var debugged = ""
        debugPrint(value, to: &debugged)
        return [
            dumped, printed, debugged, "\(value)", String(describing: value), String(reflecting: value),
            Mirror(reflecting: value).children.map { "\($0.value)" }.joined(),
        ]
    }

    @Test func `never prints, alone or inside another value`() throws {
        let secret = try #require(Secret(Self.key))
        let folder = try TemporaryFolder()
        try folder.write(
            "farthing.yaml", "extensions: {settings: {Web: {api_key: \(Self.key), deep: {token: [\(Self.key)]}}}}")
        try folder.write("secrets.env", "A_KEY=\(Self.key)\n")
        let request = SettingsRequest(
            workingDirectory: folder.path, environment: ["OPENAI_API_KEY": Self.key, "PLAIN": Self.key])
        let loaded = try LoadedSettings.load(request)
        let found = try #require(loaded.secrets.keys(named: ["OPENAI_API_KEY"]))
        let all =
            texts(secret) + texts([secret]) + texts(["k": secret]) + texts(Optional(secret)) + texts((1, secret))
            + texts(found) + texts(loaded.secrets) + texts(request) + texts(loaded.secrets.known)
        for text in all {
            #expect(!text.contains(Self.key), "\(text)")
        }
        let listing = SettingsListing(loaded, all: true)
        #expect(!listing.text.contains(Self.key))
        #expect(!listing.json.text.contains(Self.key))
        #expect(listing.text.contains("#   OPENAI_API_KEY: set (1 key), environment\n"))
        #expect("\(secret)" == "•••")
        #expect(secret.reveal() == Self.key)
    }

    @Test func `cannot be encoded`() {
        #expect(!(Secret.self is any Encodable.Type))
    }

    @Test func `splits several keys in order, without doubles and without None`() throws {
        let secrets = Secrets(environment: ["A_KEY": " one , two,one,,None", "B_KEY": "None", "C_KEY": ""])
        #expect(secrets.keys(named: ["A_KEY"])?.keys.map { $0.reveal() } == ["one", "two"])
        #expect(secrets.keys(named: ["B_KEY", "C_KEY", "D_KEY"]) == nil)
        #expect(secrets.keys(named: ["B_KEY", "A_KEY"])?.name == "A_KEY")
        let many = Secrets(environment: ["A_KEY": (0..<40).map(String.init).joined(separator: ",")])
        #expect(many.keys(named: ["A_KEY"])?.keys.count == 32)
    }

    @Test func `prefers the environment, then the file beside the settings, then the user's`() throws {
        let folder = try TemporaryFolder()
        try folder.write("p/farthing.yaml", "")
        try folder.write("p/secrets.env", "# keys\nexport A_KEY = 'near'\nB_KEY=\"near, two\"\nEMPTY=\n")
        try folder.write("c/farthing/secrets.env", "B_KEY=far\nC_KEY=far\n")
        let loaded = try LoadedSettings.load(
            SettingsRequest(
                workingDirectory: "\(folder.path)/p",
                environment: ["XDG_CONFIG_HOME": "\(folder.path)/c", "A_KEY": "env", "Z_KEY": "env"]))
        func value(_ names: String...) -> [String]? {
            loaded.secrets.keys(named: names)?.keys.map { $0.reveal() }
        }
        #expect(value("A_KEY") == ["env"])
        #expect(value("B_KEY") == ["near", "two"])
        #expect(value("C_KEY") == ["far"])
        #expect(value("B_KEY", "Z_KEY") == ["env"])
        #expect(value("EMPTY") == nil)
        #expect(loaded.secrets.known.map(\.name) == ["A_KEY", "B_KEY", "C_KEY", "Z_KEY"])
        #expect(loaded.secrets.keys(named: ["C_KEY"])?.place == "\(folder.path)/c/farthing/secrets.env")
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620])
    func `refuses a file that others may read or write`(_ mode: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("farthing.yaml", "")
        let path = try folder.write("secrets.env", "A_KEY=\(Self.key)\n", mode: mode)
        let error = #expect(throws: SettingsError.self) {
            try LoadedSettings.load(SettingsRequest(workingDirectory: folder.path, environment: [:]))
        }
        #expect(
            error?.description
                == "\(path):1:1: others may read it (mode 0\(String(mode, radix: 8))); run: chmod 600 \(path)")
    }

    @Test(arguments: [
        ("A_KEY=1\nsk-live-abcdefghij0123456789\n", ":2:1: not NAME=value; the line is not repeated here"),
        ("\nA_KEY='sk-live-abcdefghij0123456789\n", ":2:1: the quote is not closed"),
        ("A KEY=1", ":1:1: not NAME=value; the line is not repeated here"),
        ("A=x\u{7}y", ":1:1: the value of A holds a control character"),
    ])
    func `names the line of a secrets file that it does not understand, and only the line`(
        _ text: String, _ message: String
    ) throws {
        let error = #expect(throws: SettingsProblem.self) { try SecretsFile(path: "s", text: text) }
        #expect(error?.description == "s\(message)")
    }
}
