import BundledTools
import Sandboxing
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct SandboxedShellTests {
    static let backends = [SandboxBackend.find(.landlock), SandboxBackend.find(.bubblewrap)].compactMap(\.self)

    @Test(arguments: backends) func `a command changes the workspace and nothing else`(
        backend: SandboxBackend
    ) async throws {
        let bench = try ToolBench()
        let outside = "/var/tmp/farthing-outside-\(UInt32.random(in: 0...UInt32.max))"
        let shell = Shell(ask: .never, sandbox: ShellSandbox(backend: backend, network: false))
        let output = try await bench.call(
            shell, #"{"command": "echo in > inside; cat inside; echo out > \#(outside) || echo refused; cat ~/.ssh/*"}"#
        )
        #expect(output.contains("in\n") && output.contains("refused"), "\(output)")
        #expect(access(outside, F_OK) != 0)
    }

    @Test(arguments: backends) func `what its processes use together is limited`(backend: SandboxBackend) async throws {
        let bench = try ToolBench()
        let limits = SandboxPlan.Limits(memory: 128 << 20, processes: 64)
        let shell = Shell(ask: .never, sandbox: ShellSandbox(backend: backend, network: false, limits: limits))
        let hog = "/usr/bin/python3 -c 'b = bytes([120]) * (60 << 20); import time; time.sleep(60)'"
        let output = try await bench.call(
            shell, #"{"command": "for i in 1 2 3 4 5; do \#(hog) & done; wait; echo survived"}"#)
        #expect(output.contains("[ended: its processes used more than 128 MiB of memory together]"), "\(output)")
        #expect(!output.contains("survived"))
    }

    @Test func `without a sandbox a command that needs one is refused`() async throws {
        let bench = try ToolBench()
        let shell = Shell(ask: .never, sandbox: ShellSandbox(backend: nil))
        await #expect(throws: (any Error).self) { try await bench.call(shell, #"{"command": "true"}"#) }
    }
}
