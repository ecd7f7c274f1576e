import AgentRuntime
import ExactJSON
import FarthingTesting
import Testing

@testable import BundledTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite(.serialized) struct ShellTests {
    private let shell = Shell(ask: .never)

    @Test func `returns output of both kinds and the exit status`() async throws {
        let bench = try ToolBench()
        #expect(try await bench.call(shell, #"{"command":"echo one; echo two >&2"}"#) == "one\ntwo\n[exit status 0]")
        #expect(try await bench.call(shell, #"{"command":"printf x; exit 3"}"#) == "x\n[exit status 3]")
        #expect(try await bench.call(shell, #"{"command":"true"}"#) == "[exit status 0; no output]")
        #expect(try await bench.call(shell, #"{"command":"kill -SEGV $$"}"#).hasPrefix("[ended by signal 11, "))
    }

    @Test func `runs in the workspace or a folder of it`() async throws {
        let bench = try ToolBench()
        bench.root.makeFolder("workspace/sub")
        #expect(try await bench.call(shell, #"{"command":"pwd"}"#) == "\(bench.workspace)\n[exit status 0]")
        #expect(
            try await bench.call(shell, #"{"command":"pwd","directory":"sub"}"#)
                == "\(bench.workspace)/sub\n[exit status 0]")
        #expect(
            try await bench.failure(of: shell, #"{"command":"pwd","directory":"nowhere"}"#)
                == "nowhere does not exist. list_files shows what is there.")
    }

    @Test(arguments: [
        (#"{"command":"  "}"#, "The command is empty. Give the command to run."),
        (#"{"command":"a\u0000b"}"#, "The command holds a NUL character, which no shell takes. Leave it out."),
        (#"{"command":"true","timeout_seconds":0}"#, "timeout_seconds must be at least 1, found 0."),
    ])
    func `refuses what cannot be run`(arguments: String, message: String) async throws {
        #expect(try await ToolBench().failure(of: shell, arguments) == message)
    }

    @Test func `says so when the command is too long or the shell is missing`() async throws {
        let bench = try ToolBench()
        let long = #"{"command":"echo \#(String(repeating: "x", count: 200_000))"}"#
        #expect(
            try await bench.failure(of: shell, long)
                == "The command could not be started: Argument list too long. Write the long part to a file first.")
        #expect(
            try await bench.failure(of: Shell(ask: .never, shell: "/nowhere/sh"), #"{"command":"true"}"#)
                == "The command could not be started: No such file or directory. Try again or simplify it.")
    }

    @Test func `has no input, no terminal, no inherited descriptor, no blocked signal`() async throws {
        let bench = try ToolBench()
        signal(SIGPIPE, SIG_IGN)
        let opened = open("/dev/null", O_RDONLY)  // deliberately without close-on-exec
        defer { close(opened) }
        #expect(try await bench.call(shell, #"{"command":"cat; echo end"}"#) == "end\n[exit status 0]")
        #expect(
            try await bench.call(shell, #"{"command":"(echo x > /dev/tty) 2>/dev/null || echo none"}"#)
                == "none\n[exit status 0]")
        #if os(Linux)
            let descriptors = try await bench.call(shell, #"{"command":"exec ls /proc/self/fd"}"#)
            // The last one is the folder that ls itself opened.
            #expect(descriptors == "0\n1\n2\n3\n[exit status 0]")
            let signals = try await bench.call(shell, #"{"command":"grep -E 'SigBlk|SigIgn' /proc/self/status"}"#)
            let masks = signals.split(separator: "\n").dropLast().map { line in UInt64(line.suffix(16), radix: 16) }
            #expect(masks.count == 2)
            // Signals 32 and 33 belong to the C library, which ignores them in children.
            for mask in masks { #expect(mask.map { $0 & ~0x1_8000_0000 } == 0) }
            #expect(
                try await bench.call(
                    shell, #"{"command":"cut -d' ' -f5,6 /proc/$$/stat | tr ' ' '\\n' | uniq | wc -l"}"#)
                    == "1\n[exit status 0]")
        #endif
    }

    @Test func `its environment holds no secret`() async throws {
        let bench = try ToolBench()
        let shell = Shell(ask: .never, environment: ["PATH": "/usr/bin:/bin", "OPENAI_API_KEY": "sk-1", "PLAIN": "p"])
        #expect(
            try await bench.call(shell, #"{"command":"echo \"$PLAIN:$OPENAI_API_KEY:$TERM\""}"#)
                == "p::dumb\n[exit status 0]")
    }

    @Test func `a person is asked, and their no is final`() async throws {
        let bench = try ToolBench(answers: [.no("Not that."), .yes, .always])
        let shell = Shell()
        await #expect(throws: HookRefusal.self) { try await bench.call(shell, #"{"command":"echo 1"}"#) }
        #expect(try await bench.call(shell, #"{"command":"echo 2"}"#) == "2\n[exit status 0]")
        #expect(try await bench.call(shell, #"{"command":"echo 3"}"#) == "3\n[exit status 0]")
        #expect(try await bench.call(shell, #"{"command":"echo 4"}"#) == "4\n[exit status 0]")
        #expect(
            bench.person.questions
                == (1...3).map { Question(asker: "shell", text: "Run this command?", detail: "echo \($0)") })
    }

    @Test func `a folder outside the workspace is always asked about`() async throws {
        let bench = try ToolBench(answers: [.no(nil)])
        await #expect(throws: HookRefusal.self) {
            try await bench.call(shell, #"{"command":"pwd","directory":"../outside"}"#)
        }
        #expect(bench.person.questions.map(\.text) == ["Run this command in \(bench.outside), outside the workspace?"])
    }

    @Test func `asking once is once a program, and never for what a name does not tell`() async throws {
        let bench = try ToolBench(answers: [.yes, .yes, .yes])
        let shell = Shell(ask: .once)
        _ = try await bench.call(shell, #"{"command":"echo 1"}"#)
        _ = try await bench.call(shell, #"{"command":"echo 2"}"#)
        _ = try await bench.call(shell, #"{"command":"printf 3"}"#)
        _ = try await bench.call(shell, #"{"command":"echo 4; true"}"#)
        #expect(bench.person.questions.map(\.detail) == ["echo 1", "printf 3", "echo 4; true"])
        #expect(Shell.program(of: "git status -s") == "git")
        for command in [
            "a && b", "a | b", "a > b", "$(a)", "`a`", "A=1 b", "a\nb", "sudo a", "/bin/sh x", "a 'b'", "a*", "env a",
        ] {
            #expect(Shell.program(of: command) == nil, "\(command)")
        }
    }

    @Test func `tells of output while it runs`() async throws {
        let bench = try ToolBench()
        bench.root.write("workspace/go", "")
        let (shell, root) = (shell, bench.root)
        // The command waits for a file that only the arrival of its first output makes.
        let watching = try ToolBench(emit: { event in
            if case .toolProgress(let progress) = event, progress.text.contains("first") {
                root.write("workspace/seen", "")
            }
        })
        let text = try await watching.call(
            shell, #"{"command":"echo first; until [ -e \#(bench.workspace)/seen ]; do sleep 0.01; done; echo second"}"#
        )
        #expect(text == "first\nsecond\n[exit status 0]")
    }

    @Test func `progress names the call and holds whole characters`() async throws {
        let bench = try ToolBench()
        _ = try await bench.call(shell, #"{"command":"printf '\\303'; sleep 0.05; printf '\\251\\n'"}"#)
        #expect(bench.progress == "é\n")
        guard case .toolProgress(let progress) = try #require(bench.log.events.first) else { return }
        #expect(progress.id == "call-1")
        #expect(progress.name == "shell")
    }

    @Test func `output that is not UTF-8 is replaced, not lost`() async throws {
        let bench = try ToolBench()
        #expect(
            try await bench.call(shell, #"{"command":"printf 'a\\377b\\303'"}"#)
                == "a\u{FFFD}b\u{FFFD}\n[exit status 0]")
        #expect(bench.progress == "a\u{FFFD}b\u{FFFD}")
    }

    @Test func `a flood of 100 MB stays bounded`() async throws {
        let bench = try ToolBench()
        let before = Self.residentBytes
        let text = try await bench.call(
            Shell(ask: .never, outputLimit: 4096), #"{"command":"yes 0123456789 | head -c 104857600"}"#)
        #expect(text.utf8.count < 4300)
        #expect(text.hasPrefix("0123456789\n0123456789\n"))
        #expect(text.contains("bytes left out"))
        #expect(text.hasSuffix("[exit status 0]"))
        #expect(bench.progress.utf8.count < 4200)
        #expect(bench.progress.hasSuffix("[more output is not shown]\n"))
        #expect(Self.residentBytes - before < 32 << 20)
    }

    @Test func `the time limit ends the command and all it started`() async throws {
        let bench = try ToolBench()
        let started = ContinuousClock.now
        // The grandchildren ignore SIGTERM; one of them has closed its output.
        let text = try await bench.call(
            Shell(ask: .never, timeLimit: .seconds(1)),
            #"{"command":"(trap '' TERM; sleep 300; echo late) & echo $!; (trap '' TERM; exec >/dev/null 2>&1; sleep 300) & echo $!; wait"}"#
        )
        let took = ContinuousClock.now - started
        let lines = text.split(separator: "\n")
        #expect(lines.last == "[stopped after 1 s, its time limit, with all it had started]")
        #expect(took >= .seconds(1))
        #expect(took < .seconds(4))
        for line in lines.dropLast() {
            let pid = try #require(pid_t(line))
            #expect(try await Self.isGone(pid))
        }
        #expect(lines.count == 3)
    }

    @Test func `the model may ask for less time, not for more`() async throws {
        let bench = try ToolBench()
        #expect(
            try await bench.call(shell, #"{"command":"sleep 60","timeout_seconds":1}"#)
                == "[stopped after 1 s, its time limit, with all it had started; no output]")
        #expect(
            try await bench.call(
                Shell(ask: .never, timeLimit: .seconds(1)), #"{"command":"sleep 60","timeout_seconds":600}"#)
                == "[stopped after 1 s, its time limit, with all it had started; no output]")
    }

    @Test func `what the command leaves in the background is ended with it`() async throws {
        let bench = try ToolBench()
        let text = try await bench.call(shell, #"{"command":"sleep 300 & echo $!"}"#)
        let lines = text.split(separator: "\n")
        #expect(lines.last == "[exit status 0; processes it left running were ended]")
        let pid = try #require(pid_t(lines[0]))
        #expect(try await Self.isGone(pid))
        let quiet = try await bench.call(shell, #"{"command":"sleep 300 >/dev/null 2>&1 & echo $!"}"#)
        let other = try #require(pid_t(quiet.split(separator: "\n")[0]))
        #expect(try await Self.isGone(other))
    }

    @Test func `cancelling ends the command and all it started, soon`() async throws {
        let gate = Gate()
        let bench = try ToolBench(emit: { _ in gate.open() })
        let shell = shell
        let call = Task {
            try await bench.call(
                shell,
                #"{"command":"(trap '' TERM; sleep 300) & echo $! > pid; echo ready; trap '' TERM; sleep 300; wait"}"#)
        }
        try await gate.wait()
        let cancelled = ContinuousClock.now
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(ContinuousClock.now - cancelled < .seconds(2), "100 ms on a machine that is not busy")
        let text = try #require(bench.root.read("workspace/pid"))
        let pid = try #require(pid_t(text.dropLast()))
        #expect(try await Self.isGone(pid))
    }

    @Test func `a watcher that goes away ends the command`() async throws {
        struct Gone: Error {}
        let bench = try ToolBench(emit: { _ in throw Gone() })
        let shell = shell
        await #expect(throws: Gone.self) {
            try await bench.call(shell, #"{"command":"echo $$ > pid; echo x; sleep 300"}"#)
        }
        let text = try #require(bench.root.read("workspace/pid"))
        let session = try #require(pid_t(text.dropLast()))
        #expect(kill(-session, 0) == -1)
    }

    @Test func `many at once leave neither zombies nor descriptors, alone in the process`() async throws {
        let bench = try ToolBench()
        _ = try await bench.call(shell, #"{"command":"true"}"#)
        // The polling below would otherwise open the process's first timer, a descriptor that stays.
        try await Task.sleep(for: .milliseconds(1))  // not a wait
        let before = Self.descriptors
        try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<40 {
                group.addTask { [shell] in try await bench.call(shell, #"{"command":"echo \#(index)"}"#) }
            }
            var texts: Set<String> = []
            for try await text in group { texts.insert(text) }
            #expect(texts == Set((0..<40).map { "\($0)\n[exit status 0]" }))
        }
        // Each thread closes what is its own just after it has told the end.
        for _ in 0..<200 where Self.descriptors > before {
            try await Task.sleep(for: .milliseconds(5))  // polled, bounded: the system tells nobody
        }
        #expect(Self.descriptors <= before)
        var status: Int32 = 0
        #expect(waitpid(-1, &status, WNOHANG) <= 0, "no child is left to be released")
    }

    private static var descriptors: Int {
        (0..<1024).count { fcntl(Int32($0), F_GETFD) != -1 }
    }

    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = fread(&buffer, 1, buffer.count, file)
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }

    /// Whether a process that was killed has been released by whoever inherited it.
    private static func isGone(_ pid: pid_t) async throws -> Bool {
        for _ in 0..<400 {
            if kill(pid, 0) == -1 || isZombie(pid) { return true }
            try await Task.sleep(for: .milliseconds(5))  // polled, bounded: the system tells nobody
        }
        return false
    }

    private static func isZombie(_ pid: pid_t) -> Bool {
        guard let file = fopen("/proc/\(pid)/stat", "r") else { return true }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self).contains(") Z ")
    }
}
