import AgentRuntime
import BundledTools
import FarthingTesting
import Testing

@Suite struct SearchFilesTests {
    private let tool = SearchFiles()

    private func bench() throws -> ToolBench {
        let bench = try ToolBench(answers: [.yes])
        bench.root.write("workspace/a.swift", "let x = 1\nfunc main() {}\n// TODO: x.y\r\n")
        bench.root.write("workspace/sub/b.txt", "x.y\nX.Y\nÄpfel\n")
        bench.root.write("workspace/binary", [0x78, 0x2E, 0x79, 0, 0x0A])
        bench.root.write("workspace/.git/c", "x.y")
        bench.root.write("workspace/ignored", "x.y")
        bench.root.write("workspace/.gitignore", "ignored\n")
        return bench
    }

    @Test(arguments: [
        (#"{"pattern":"x.y"}"#, "a.swift:3: // TODO: x.y\nsub/b.txt:1: x.y"),
        (#"{"pattern":"x.y","ignore_case":true}"#, "a.swift:3: // TODO: x.y\nsub/b.txt:1: x.y\nsub/b.txt:2: X.Y"),
        (#"{"pattern":"^(let|func)\\b","regex":true}"#, "a.swift:1: let x = 1\na.swift:2: func main() {}"),
        (#"{"pattern":"äpfel","ignore_case":true}"#, "sub/b.txt:3: Äpfel"),
        (#"{"pattern":"y$","regex":true}"#, "a.swift:3: // TODO: x.y\nsub/b.txt:1: x.y"),
        (#"{"pattern":"x","glob":"*.txt"}"#, "sub/b.txt:1: x.y"),
        (#"{"pattern":"x","path":"sub"}"#, "sub/b.txt:1: x.y"),
        (#"{"pattern":"x","path":"sub/b.txt"}"#, "sub/b.txt:1: x.y"),
        (
            #"{"pattern":"x.y","max_results":1}"#,
            "a.swift:3: // TODO: x.y\n[only the first 1 lines; narrow the pattern, path or glob]"
        ),
        (#"{"pattern":"zebra"}"#, "[no match in 3 files]"),
    ])
    func `finds lines`(arguments: String, text: String) async throws {
        #expect(try await bench().call(tool, arguments) == text)
    }

    @Test(arguments: [
        (#"{"pattern":""}"#, "The pattern is empty. Give the text to find."),
        (
            #"{"pattern":"a\nb"}"#,
            "The pattern has a line break, but lines are searched one by one. Give one line of it."
        ),
        (#"{"pattern":"a(","regex":true}"#, "The regular expression is wrong at character 3: a ( is not closed."),
        (#"{"pattern":"x","path":"nowhere"}"#, "nowhere does not exist. list_files shows what is there."),
    ])
    func `says what is wrong and what to do`(arguments: String, message: String) async throws {
        #expect(try await bench().failure(of: tool, arguments) == message)
    }

    @Test func `passes over large files and stops after so many bytes, and says so`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/a", String(repeating: "x\n", count: 1000))
        bench.root.write("workspace/b", "needle\n")
        #expect(
            try await bench.call(SearchFiles(fileLimit: 100), #"{"pattern":"needle"}"#)
                == "b:1: needle\n[1 files of more than 100 bytes passed over]")
        #expect(
            try await bench.call(SearchFiles(byteLimit: 100), #"{"pattern":"needle"}"#)
                == "[no match in 1 files; stopped after 2000 bytes; narrow the path or glob]")
    }

    @Test func `stops at its time limit with what it found`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/a", "needle\n")
        #expect(
            try await bench.call(SearchFiles(timeLimit: .zero), #"{"pattern":"needle"}"#)
                == "[no match in 0 files; stopped at the time limit; narrow the path or glob]")
    }

    @Test func `a long line is shown in part`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/a", "needle" + String(repeating: "x", count: 1000))
        #expect(
            try await bench.call(tool, #"{"pattern":"needle"}"#)
                == "a:1: needle" + String(repeating: "x", count: 294) + "…")
    }

    @Test func `what lies outside the workspace needs a yes`() async throws {
        let bench = try bench()
        bench.root.write("outside/s", "x.y\n")
        #expect(try await bench.call(tool, #"{"pattern":"x","path":"../outside"}"#) == "\(bench.outside)/s:1: x.y")
        #expect(bench.person.questions.map(\.detail) == [bench.outside])
    }
}
