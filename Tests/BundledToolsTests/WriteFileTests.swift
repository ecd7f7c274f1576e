import AgentRuntime
import BundledTools
import FarthingTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct WriteFileTests {
    private let tool = WriteFile()

    @Test func `makes files and folders, replaces and appends`() async throws {
        let bench = try ToolBench()
        #expect(
            try await bench.call(tool, #"{"path":"a/b/f.txt","content":"one\n"}"#)
                == "Made a/b/f.txt: 4 bytes, 1 lines.")
        #expect(bench.root.read("workspace/a/b/f.txt") == "one\n")
        #expect(
            try await bench.call(tool, #"{"path":"a/b/f.txt","content":"two","mode":"overwrite"}"#)
                == "Replaced a/b/f.txt: 3 bytes, 1 lines.")
        #expect(
            try await bench.call(tool, #"{"path":"a/b/f.txt","content":"\nthree\n","mode":"append"}"#)
                == "Appended to a/b/f.txt: 7 bytes, 2 lines.")
        #expect(bench.root.read("workspace/a/b/f.txt") == "two\nthree\n")
        #expect(
            try await bench.call(tool, #"{"path":"n","content":"","mode":"append"}"#) == "Made n: 0 bytes, 0 lines.")
        #expect(
            try await bench.call(tool, #"{"path":"m","content":"x","mode":"create"}"#) == "Made m: 1 bytes, 1 lines.")
        #expect(bench.root.names(in: "workspace") == ["a", "m", "n"], "nothing temporary is left")
        #expect(bench.root.names(in: "workspace/a/b") == ["f.txt"])
    }

    @Test func `a replaced file keeps its permissions`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/run.sh", "x")
        chmod(bench.workspace + "/run.sh", 0o755)
        _ = try await bench.call(tool, #"{"path":"run.sh","content":"y"}"#)
        var status = stat()
        stat(bench.workspace + "/run.sh", &status)
        #expect(status.st_mode & 0o777 == 0o755)
    }

    @Test(arguments: [
        (
            #"{"path":"f","content":"","mode":"create"}"#,
            "f exists already. Use mode overwrite to replace it, or another path."
        ),
        (#"{"path":"sub","content":""}"#, "sub is a folder. Give the path of a file."),
        (#"{"path":".","content":""}"#, ". is a folder. Give the path of a file."),
        (#"{"path":"f/x","content":""}"#, "f/x cannot be: a part of its path is a file, not a folder."),
        (
            #"{"path":"pipe","content":""}"#,
            "pipe is no regular file but a device, pipe or socket. It is not written."
        ),
    ])
    func `says what is wrong and what to do`(arguments: String, message: String) async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/f", "kept")
        bench.root.makeFolder("workspace/sub")
        mkfifo(bench.workspace + "/pipe", 0o600)
        #expect(try await bench.failure(of: tool, arguments) == message)
        #expect(bench.root.read("workspace/f") == "kept")
        #expect(bench.root.names(in: "workspace") == ["f", "pipe", "sub"])
    }

    @Test(arguments: ["../outside/new", "link/new", "dangling"])
    func `what lies outside the workspace needs a yes`(path: String) async throws {
        let bench = try ToolBench(answers: [.no(nil), .yes])
        bench.root.link("workspace/link", to: "../outside")
        bench.root.link("workspace/dangling", to: "../outside/new")
        let arguments = #"{"path":"\#(path)","content":"x"}"#
        await #expect(throws: HookRefusal.self) { try await bench.call(tool, arguments) }
        #expect(bench.root.names(in: "outside") == [])
        #expect(try await bench.call(tool, arguments) == "Made \(bench.outside)/new: 1 bytes, 1 lines.")
        #expect(bench.root.read("outside/new") == "x")
        #expect(bench.person.questions.map(\.text) == Array(repeating: "Write a file outside the workspace?", count: 2))
    }

    @Test(arguments: [".git/hooks/pre-commit", "sub/.git/config", "farthing.yaml", "x/../.git/config", "alias/config"])
    func `what decides what runs later needs a yes`(path: String) async throws {
        let bench = try ToolBench(answers: [.no(nil)])
        bench.root.makeFolder("workspace/.git")
        bench.root.link("workspace/alias", to: ".git")
        await #expect(throws: HookRefusal.self) { try await bench.call(tool, #"{"path":"\#(path)","content":"x"}"#) }
        #expect(bench.person.questions.map(\.detail) == ["x"])
    }
}
