import Testing

@testable import BundledTools

@Suite struct CommandEnvironmentTests {
    @Test(arguments: [
        "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "API_KEY_GROQ", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD",
        "MYSQL_PWD", "npm_config__auth", "NPM_TOKEN", "DB_PASS", "SENTRY_DSN", "private_key", "SomeApiKey",
        "Session_Cookie",
        "GOOGLE_APPLICATION_CREDENTIALS", "SSH_PASSPHRASE", "GH_PAT", "OPENAIKEY",
    ])
    func `names that say secret are taken out`(name: String) {
        #expect(CommandEnvironment(base: [name: "x"], keeping: []).variables(workingIn: "/w")[name] == nil)
        #expect(CommandEnvironment(base: [name: "x"], keeping: [name]).variables(workingIn: "/w")[name] == "x")
    }

    @Test(arguments: [
        "sk-proj-0123456789abcdef", "ghp_0123456789abcdef0123", "postgres://me:hunter2@db/x",
        "https://user:pw@proxy:8080",
        "AKIA0123456789ABCDEF", "-----BEGIN OPENSSH KEY-----",
    ])
    func `values that are secrets are taken out`(value: String) {
        #expect(CommandEnvironment(base: ["X": value], keeping: []).variables(workingIn: "/w")["X"] == nil)
    }

    @Test(arguments: [
        ("PATH", "/bin"), ("HOME", "/root"), ("LANG", "C.UTF-8"), ("SSH_AUTH_SOCK", "/tmp/agent"), ("KEYBOARD", "us"),
        ("MONKEY_PATCH", "1"), ("HTTP_PROXY", "http://proxy:8080/a@b:c"), ("XAUTHORITY", "/x"), ("TASK", "sk-"),
        ("COMPASS", "north"),
    ])
    func `what else there is stays`(name: String, value: String) {
        #expect(CommandEnvironment(base: [name: value], keeping: []).variables(workingIn: "/w")[name] == value)
    }

    @Test func `programs are told that nobody watches`() {
        let variables = CommandEnvironment(base: ["PWD": "/old", "OLDPWD": "/older"], keeping: []).variables(
            workingIn: "/w")
        #expect(
            variables == [
                "PWD": "/w", "TERM": "dumb", "PAGER": "cat", "GIT_PAGER": "cat", "GIT_TERMINAL_PROMPT": "0",
            ])
    }
}
