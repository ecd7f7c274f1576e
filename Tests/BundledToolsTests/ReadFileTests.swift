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

@Suite struct ReadFileTests {
    private let tool = ReadFile()

    private func bench(_ text: String = "one\ntwo\nthree\nfour\n") throws -> ToolBench {
        let bench = try ToolBench()
        bench.root.write("workspace/f", text)
        return bench
    }

    @Test(arguments: [
        (#"{"path":"f"}"#, "one\ntwo\nthree\nfour\n"),
        (#"{"path":"f","offset":3}"#, "three\nfour\n"),
        (#"{"path":"f","offset":2,"limit":2}"#, "two\nthree\n[1 more line; continue with offset=4]"),
        (#"{"path":"f","limit":1}"#, "one\n[3 more lines; continue with offset=2]"),
        (#"{"path":"f","offset":4,"limit":1}"#, "four\n"),
        (
            #"{"path":"f","line_numbers":true,"limit":2}"#,
            "     1\tone\n     2\ttwo\n[2 more lines; continue with offset=3]"
        ),
        (#"{"path":"./../workspace/f","offset":"4"}"#, "four\n"),
    ])
    func `returns lines and says what follows`(arguments: String, text: String) async throws {
        #expect(try await bench().call(tool, arguments) == text)
    }

    @Test func `keeps the text as it is`() async throws {
        for text in ["no newline", "\n", "\r\na\r\n", "\n\n\nx", "é😀\u{0}"] {
            guard !text.contains("\0") else { continue }
            #expect(try await bench(text).call(tool, #"{"path":"f"}"#) == text)
        }
        #expect(try await bench("").call(tool, #"{"path":"f"}"#) == "[the file is empty]")
    }

    @Test(arguments: [
        (#"{"path":"g"}"#, "g does not exist. list_files shows what is there."),
        (#"{"path":"f/x"}"#, "f/x cannot be: a part of its path is a file, not a folder."),
        (#"{"path":"."}"#, ". is a folder. list_files shows what is in it."),
        (#"{"path":"sub"}"#, "sub is a folder. list_files shows what is in it."),
        (#"{"path":"pipe"}"#, "pipe is no regular file but a device, pipe or socket. It is not read."),
        (#"{"path":"f","offset":5}"#, "f has 4 lines; offset 5 is behind its end."),
        (#"{"path":"f","offset":0}"#, "offset counts lines from 1, found 0."),
        (#"{"path":"f","limit":0}"#, "limit must be at least 1."),
        (#"{"path":"png"}"#, "png is not text but a PNG image, 8 bytes. Use shell with a program that reads it."),
        (#"{"path":"zeros"}"#, "zeros is not text but binary data, 3 bytes. Use shell with a program that reads it."),
    ])
    func `says what is wrong and what to do`(arguments: String, message: String) async throws {
        let bench = try bench()
        bench.root.makeFolder("workspace/sub")
        bench.root.write("workspace/png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1])
        bench.root.write("workspace/zeros", [0x61, 0, 0])
        mkfifo(bench.workspace + "/pipe", 0o600)
        #expect(try await bench.failure(of: tool, arguments) == message)
    }

    @Test func `a long output stops at a line and says where to go on`() async throws {
        let lines = (1...1000).map { "line \($0)\n" }
        let bench = try bench(lines.joined())
        let tool = ReadFile(outputLimit: 100)
        var offset = 1
        var text = ""
        // Following the notes gives the whole file.
        for _ in 0..<1000 {
            let part = try await bench.call(tool, #"{"path":"f","offset":\#(offset)}"#)
            #expect(part.utf8.count < 200)
            guard let note = part.range(of: "[") else {
                text += part
                break
            }
            text += part[..<note]
            offset = try #require(part[note...].split(separator: "=").last.flatMap { Int($0.dropLast()) })
        }
        #expect(text == lines.joined())
    }

    @Test func `a line longer than the limit is cut and passed`() async throws {
        let bench = try bench(String(repeating: "x", count: 300_000) + "\nnext\n")
        let tool = ReadFile(outputLimit: 1000)
        #expect(
            try await bench.call(tool, #"{"path":"f"}"#)
                == String(repeating: "x", count: 1000)
                + "\n[line 1 is longer than 1000 bytes and was cut; 1 more line; continue with offset=2]")
        #expect(try await bench.call(tool, #"{"path":"f","offset":2}"#) == "next\n")
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/f", [0x61, 0xFF, 0x62, 0x0A])
        #expect(try await bench.call(tool, #"{"path":"f"}"#) == "a\u{FFFD}b\n")
    }

    @Test(arguments: ["../outside/secret", "link/secret", "direct"])
    func `what lies outside the workspace needs a yes`(path: String) async throws {
        let bench = try ToolBench(answers: [.no("private"), .yes])
        bench.root.write("outside/secret", "s\n")
        bench.root.link("workspace/link", to: "../outside")
        bench.root.link("workspace/direct", to: "../outside/secret")
        await #expect(throws: HookRefusal.self) { try await bench.call(tool, #"{"path":"\#(path)"}"#) }
        #expect(try await bench.call(tool, #"{"path":"\#(path)"}"#) == "s\n")
        let question = Question(
            asker: "read_file", text: "Read a file outside the workspace?", detail: bench.outside + "/secret")
        #expect(bench.person.questions == [question, question])
    }
}

extension String {
    fileprivate func range(of text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
