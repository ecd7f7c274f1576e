import ExactJSON
import FarthingTesting
import Testing

@Suite(.serialized) struct RunCommandTests {
    @Test func `answers on standard output and nothing else`() throws {
        let product = try Product(ScriptedProvider())
        let end = try product.run("run", "Count to four")
        #expect(end.output == "One two three four.\n")
        #expect(end.errors == "")
        #expect(end.exitCode == 0)
    }

    @Test func `prints one object with usage and exact cost`() throws {
        let product = try Product(ScriptedProvider())
        let end = try product.run("run", "--json", "Count")
        let object = try JSONValue(parsing: end.output)
        #expect(object["text"] == "One two three four.")
        #expect(object["model"] == "test/model")
        #expect(
            object["usage"] == ["input_tokens": 100, "cached_tokens": 40, "output_tokens": 20, "reasoning_tokens": 0])
        // No cached price is given, so cached reads cost the input price: 100 × $1 + 20 × $2 a million tokens.
        #expect(object["cost_usd"] == "0.00014")
        #expect(object["cost_state"] == "computed")
        #expect(object["iterations"] == 1)
        #expect(object["interrupted"] == false)
    }

    @Test func `runs tools and reports them`() throws {
        let product = try Product(ScriptedProvider())
        let end = try product.run("run", "--json", "please use the shell")
        let object = try JSONValue(parsing: end.output)
        #expect(object["text"] == "One two three four.")
        #expect(object["tool_calls"]?[0]?["name"] == "shell")
        #expect(object["tool_calls"]?[0]?["result"]?.stringValue?.contains("hello from the shell") == true)
        #expect(object["iterations"] == 2)
        #expect(object["cost_usd"] == "0.00028")
    }

    @Test func `reads the message from standard input, and refuses what is not UTF-8`() throws {
        let product = try Product(ScriptedProvider())
        #expect(try product.run("run", input: Array("Count".utf8)).output == "One two three four.\n")
        let end = try product.run("run", "--stdin", input: [0x61, 0x0A, 0xFF, 0x62])
        #expect(end.exitCode != 0)
        #expect(end.errors.contains("byte 2 (line 2)"), "\(end.errors)")
    }

    @Test func `no message is wrong usage`() throws {
        let end = try Product(ScriptedProvider()).run("run")
        #expect(end.exitCode == 2)
        #expect(end.errors.contains("There is no message"))
    }

    @Test func `a missing key says which variable to set`() throws {
        let product = try Product(ScriptedProvider())
        // Servers on this machine need no key; the name is reserved (RFC 2606) and is never looked up.
        try product.write(
            """
            providers: {test: {dialect: openai, base_url: "https://provider.example/v1", key_env: TEST_KEY}}
            models: {chat: {model: test/model}}
            """, to: "farthing.yaml")
        let end = try product.run("run", "--json", "hi", environment: ["TEST_KEY": ""])
        #expect(end.exitCode == 2)
        let error = try JSONValue(parsing: end.output)["error"]
        #expect(error?["type"] == "missing_key")
        #expect(error?["message"]?.stringValue?.contains("TEST_KEY") == true)
    }

    @Test func `a refused key is the provider's error, and no key is printed`() throws {
        let product = try Product(ScriptedProvider())
        let end = try product.run("run", "hi", environment: ["TEST_KEY": "sk-wrong-key"])
        #expect(end.exitCode == 4)
        #expect(end.errors.contains("Incorrect API key"))
        #expect(!end.errors.contains("sk-wrong-key"))
    }

    @Test func `an unknown provider names the nearest`() throws {
        let end = try Product(ScriptedProvider()).run("run", "--model", "opnai/gpt-4.1", "hi")
        #expect(end.exitCode == 2 || end.exitCode == 4)
        #expect(end.errors.contains("openai"), "\(end.errors)")
    }

    @Test func `unknown settings are refused with line and nearest key`() throws {
        let product = try Product(ScriptedProvider())
        try product.write("models:\n  chat: {modle: a/b}\n", to: "farthing.yaml")
        let end = try product.run("run", "hi")
        #expect(end.exitCode == 2)
        #expect(end.errors.contains("farthing.yaml:2"), "\(end.errors)")
        #expect(end.errors.contains("model"))
    }

    @Test func `an unreachable host says so`() throws {
        let product = try Product(ScriptedProvider())
        product.provider.server.stop()
        let end = try product.run("run", "hi")
        #expect(end.exitCode == 4)
        #expect(end.errors.contains("127.0.0.1"), "\(end.errors)")
    }

    @Test func `without key and settings it is the offline model, which says so`() throws {
        let product = try Product(ScriptedProvider())
        try product.write("", to: "farthing.yaml")
        let end = try product.run("run", "--json", "hello")
        let object = try JSONValue(parsing: end.output)
        #expect(object["model"] == "offline/offline")
        #expect(end.errors.contains("offline"), "\(end.errors)")
        #expect(object["cost_state"] != "unpriced")
    }

    @Test func `a database from the future, or that is none, is refused and left as it was`() throws {
        let product = try Product(ScriptedProvider())
        _ = try product.run("run", "hi")
        try product.write("this is not a database, it is a text that somebody put there by mistake", to: "other.db")
        let end = try product.run("run", "hi", environment: ["FARTHING_STORAGE__PATH": "\(product.folder)/other.db"])
        #expect(end.exitCode == 1)
        #expect(end.errors.contains("other.db"), "\(end.errors)")
    }
}
