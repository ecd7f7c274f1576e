import AgentRuntime
import BundledTools
import FarthingTesting
import Testing

@Suite struct ListFilesTests {
    private let tool = ListFiles()

    private func bench() throws -> ToolBench {
        let bench = try ToolBench(answers: [.yes])
        for path in [
            "b.swift", "a.md", "Sources/Core/x.swift", "Sources/Core/Deep/y.swift", "Sources/z.txt", ".git/config",
            ".build/debug/o", "logs/1.log", "logs/keep.log", "node_modules/m/i.js", "Sources/build/out",
        ] { bench.root.write("workspace/" + path, "x") }
        bench.root.write("workspace/.gitignore", "# logs\n*.log\n!keep.log\nbuild/\n/a.md\n")
        bench.root.write("workspace/Sources/.gitignore", "z.*\n")
        bench.root.link("workspace/link", to: "Sources")
        return bench
    }

    @Test(arguments: [
        (
            "{}",
            ".gitignore\nSources/\nSources/.gitignore\nSources/Core/\nb.swift\nlink -> Sources\nlogs/\nlogs/keep.log"
        ),
        (#"{"depth":1}"#, ".gitignore\nSources/\nb.swift\nlink -> Sources\nlogs/"),
        (#"{"path":"Sources","depth":9}"#, ".gitignore\nCore/\nCore/Deep/\nCore/Deep/y.swift\nCore/x.swift"),
        (#"{"pattern":"*.swift"}"#, "Sources/Core/Deep/y.swift\nSources/Core/x.swift\nb.swift"),
        (#"{"pattern":"Sources/*/*.swift"}"#, "Sources/Core/x.swift"),
        (#"{"pattern":"**/Core/**"}"#, "Sources/Core/Deep/y.swift\nSources/Core/x.swift"),
        (#"{"pattern":"*.{md,swift}","depth":1}"#, "b.swift"),
        (#"{"pattern":"nothing"}"#, "[no file matches]"),
        (#"{"path":".git"}"#, "config"),
    ])
    func `lists what is not ignored, sorted`(arguments: String, text: String) async throws {
        #expect(try await bench().call(tool, arguments) == text)
    }

    @Test func `an empty folder is said to be empty`() async throws {
        #expect(try await ToolBench().call(tool, "{}") == "[the folder is empty]")
    }

    @Test func `a long list ends with the number of what it lacks`() async throws {
        let bench = try ToolBench()
        for index in 100..<130 { bench.root.write("workspace/\(index)", "") }
        #expect(
            try await bench.call(ListFiles(resultLimit: 2), "{}")
                == "100\n101\n[28 more; list a folder below, or give a pattern]")
    }

    @Test(arguments: [
        (#"{"path":"nowhere"}"#, "nowhere does not exist. list_files shows what is there."),
        (#"{"path":"b.swift"}"#, "b.swift is not a folder. Give the path of a folder."),
        (#"{"depth":0}"#, "depth must be at least 1, found 0."),
        (
            #"{"pattern":"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"}"#, "The file pattern has more than 64 alternatives."
        ),
    ])
    func `says what is wrong and what to do`(arguments: String, message: String) async throws {
        #expect(try await bench().failure(of: tool, arguments) == message)
    }

    @Test func `what lies outside the workspace needs a yes`() async throws {
        let bench = try bench()
        bench.root.write("outside/s", "")
        bench.root.link("workspace/out", to: "../outside")
        #expect(try await bench.call(tool, #"{"path":"out"}"#) == "s")
        #expect(
            bench.person.questions
                == [Question(asker: "list_files", text: "List a folder outside the workspace?", detail: bench.outside)])
        #expect(try await bench.call(tool, #"{"pattern":"s"}"#) == "[no file matches]", "links are not followed")
    }

    @Test func `folders nested without end are walked to a bound`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/" + String(repeating: "d/", count: 100) + "f", "")
        let text = try await bench.call(tool, #"{"depth":1000}"#)
        #expect(text.split(separator: "\n").count == 64)
    }
}
