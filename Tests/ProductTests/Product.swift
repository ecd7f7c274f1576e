import FarthingTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The built program with a home of its own and a scripted provider on loopback.
final class Product {
    let folder: String
    let provider: ScriptedProvider

    init(_ provider: ScriptedProvider) throws {
        var template = Array("/tmp/farthing-product-XXXXXX".utf8CString)
        folder = try template.withUnsafeMutableBufferPointer { buffer in
            String(cString: try #require(buffer.baseAddress.flatMap { mkdtemp($0) }))
        }
        self.provider = provider
        try write(
            """
            providers:
              test: {dialect: openai, base_url: "\(provider.server.url)/v1", key_env: TEST_KEY, locality: cloud}
            prices:
              test/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}
            models:
              chat: {model: test/model}
            tools:
              shell: {ask: never}
            """, to: "farthing.yaml")
    }

    deinit { remove(folder) }

    /// The program's path: it is built beside the tests.
    static func path(of name: String = "farthing") throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let program =
            count > 0
            ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : CommandLine.arguments[0]
        let folder = try #require(program.lastIndex(of: "/").map { program[..<$0] })
        return "\(folder)/\(name)"
    }

    /// A clean environment: a key for the test provider, a home in the folder, nothing else.
    var environment: [String: String] {
        [
            "HOME": folder, "XDG_STATE_HOME": "\(folder)/state", "XDG_CONFIG_HOME": "\(folder)/config",
            "PATH": "/usr/local/bin:/usr/bin:/bin", "TEST_KEY": "sk-test-secret", "SWIFT_BACKTRACE": "enable=no",
            "NO_COLOR": "1", "LANG": "C.UTF-8",
        ]
    }

    func write(_ text: String, to name: String) throws {
        for index in name.indices where name[index] == "/" { mkdir("\(folder)/\(name[..<index])", 0o755) }
        let file = try #require(fopen("\(folder)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
    }

    /// Starts the program on a pseudo-terminal.
    func terminal(_ arguments: String...) throws -> PseudoTerminal {
        try PseudoTerminal(
            try Self.path(), arguments: arguments + ["--config", "\(folder)/farthing.yaml"], environment: environment,
            columns: 120, rows: 40)
    }

    /// Starts the program with pipes.
    func start(_ arguments: [String], environment more: [String: String] = [:]) throws -> ProductProcess {
        try ProductProcess(
            try Self.path(), arguments: arguments,
            environment: environment.merging(more) { $1 }.filter { !$0.value.isEmpty }, folder: folder)
    }

    /// Runs the program to its end.
    func run(
        _ arguments: String..., input: [UInt8] = [], environment more: [String: String] = [:]
    ) throws -> ProductProcess.End {
        try start(arguments, environment: more).finish(input: input)
    }

    private func remove(_ path: String) {
        guard let directory = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
