import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether a process is there and no zombie.
func isRunning(_ pid: Int32) -> Bool {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, 512, file) != nil else { return false }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ")").last?.split(separator: " ").first != "Z"
}

/// Whether something becomes true within a second: the kernel takes its time to end what was killed.
func hasEnded(_ condition: () -> Bool) -> Bool {
    for _ in 0..<200 {
        if condition() { return true }
        poll(nil, 0, 5)
    }
    return condition()
}

/// What a program can do wrong at a hook. The conversation goes on, what it changed is undone, the user reads one line.
@Suite struct HostedFailureTests {
    private static let hook = "hooks: [{point: system_prompt}]"

    private func bed(
        _ python: String, manifest: String = hook, clock: ManualClock = ManualClock(), hides secret: String? = nil
    ) throws -> HostedBed {
        try HostedBed(
            python, manifest: manifest, script: [.text("1"), .text("2"), .text("3")], clock: clock, hides: secret)
    }

    private func expectUnharmed(_ bed: HostedBed, _ line: String, _ place: SourceLocation = #_sourceLocation)
        async throws
    {
        let result = try await bed.send()
        #expect(result.text == "1", sourceLocation: place)
        #expect(bed.model.requests.first?.messages.first?.text == "You are A0.", sourceLocation: place)
        #expect(bed.said == ["\(line); its changes were undone"], sourceLocation: place)
        try await bed.stop()
    }

    @Test func `it throws`() async throws {
        let bed = try bed("def f(payload, run): raise ValueError('no')\nhooks['system_prompt'] = f")
        try await expectUnharmed(bed, "extension sample failed at system_prompt: extension sample: no")
    }

    @Test func `it answers with what is no answer`() async throws {
        let bed = try bed("hooks['system_prompt'] = lambda payload, run: 7")
        try await expectUnharmed(
            bed,
            "extension sample failed at system_prompt: extension sample: it answered a hook with what is no object")
    }

    @Test func `it changes the payload into something else`() async throws {
        let bed = try bed("hooks['system_prompt'] = lambda payload, run: {'payload': [{'name': 1}]}")
        let result = try await bed.send()
        #expect(result.text == "1")
        #expect(bed.model.requests.first?.messages.first?.text == "You are A0.")
        #expect(bed.said.count == 1 && bed.said[0].hasSuffix("; its changes were undone"))
        try await bed.stop()
    }

    @Test func `it exits, and is started again for the next run`() async throws {
        let bed = try bed(
            """
            def f(payload, run):
                if not os.path.exists("../died"):
                    open("../died", "w").close()
                    sys.exit(3)
                return {"payload": payload + [{"name": "s", "text": "back"}]}
            hooks['system_prompt'] = f
            """)
        #expect(try await bed.send().text == "1")
        #expect(
            bed.said == [
                "extension sample failed at system_prompt: extension sample: its program ended with status 3; "
                    + "its changes were undone"
            ])
        #expect(try await bed.send().text == "2")
        #expect(bed.model.requests.last?.messages.first?.text == "You are A0.\n\nback")
        try await bed.stop()
    }

    @Test func `a tool whose program ended is started again within the turn`() async throws {
        let bed = try HostedBed(
            """
            def die(given): os._exit(1)
            tools["die"] = die
            tools["live"] = lambda given: text("alive")
            """, script: [.toolCall("sample__die"), .toolCall("sample__live"), .text("Done.")])
        let result = try await bed.send()
        #expect(result.toolCalls.map(\.result.isError) == [true, false])
        #expect(result.toolCalls.last?.result.text == "alive")
        try await bed.stop()
    }

    @Test func `it says nothing in time, and its late answer is passed over`() async throws {
        let clock = ManualClock()
        let bed = try bed(
            """
            late = []
            def f(payload, run):
                late.append(1)
                if len(late) > 1: return {"payload": payload + [{"name": "s", "text": "right"}]}
                while not os.path.exists("../go"): time.sleep(0.005)
                return {"payload": payload + [{"name": "s", "text": "late"}]}
            hooks['system_prompt'] = f
            """, manifest: "hooks: [{point: system_prompt, timeout_ms: 300}]", clock: clock)
        async let first = bed.send()
        // The time limit of the hook, beside nothing else that sleeps on this clock.
        await clock.sleepers(atLeast: 1)
        while bed.said.isEmpty {
            clock.advance(by: .milliseconds(301))
            await Task.yield()
        }
        #expect(try await first.text == "1")
        try bed.folder.write("", to: "go")
        #expect(
            bed.said == [
                "extension sample failed at system_prompt: no result within 0.3 seconds; its changes were undone"
            ])
        #expect(try await bed.send().text == "2")
        #expect(bed.model.requests.last?.messages.first?.text == "You are A0.\n\nright")
        try await bed.stop()
    }

    @Test func `it hangs: each turn goes on, and after five it is put aside`() async throws {
        let clock = ManualClock()
        let bed = try HostedBed(
            """
            def f(payload, run):
                while True: time.sleep(3600)
            hooks['system_prompt'] = f
            """, manifest: "hooks: [{point: system_prompt, timeout_ms: 300}]",
            script: (1...6).map { .text("\($0)") }, clock: clock)
        for turn in 1...6 {
            async let result = bed.send()
            while bed.model.requests.count < turn {
                clock.advance(by: .milliseconds(301))
                await Task.yield()
            }
            #expect(try await result.text == "\(turn)")
        }
        #expect(bed.model.requests.allSatisfy { $0.messages.first?.text == "You are A0." })
        let line = "extension sample failed at system_prompt: no result within 0.3 seconds; its changes were undone"
        #expect(bed.said.count == 5 && bed.said.first == line, "\(bed.said)")
        #expect(bed.said.last?.contains("quarantined") == true, "\(bed.said)")
        try await bed.stop()
    }

    @Test(arguments: [
        "{'payload': {'output': {'text': 'forged', 'isError': 'perhaps'}}}", "sys.exit(4)", "1 / 0",
    ]) func `it changes the payload, then fails: nothing of the change stays`(then: String) async throws {
        let bed = try HostedBed(
            """
            def f(payload, run):
                if payload['phase'] == 'before': return {'payload': {'input': {'arguments': {'n': 'changed'}}}}
                return \(then)
            hooks['tool_call'] = f
            tools['echo'] = lambda given: text(given['n'])
            """, manifest: "hooks: [{point: tool_call, on_failure: skip}]", script: [])
        // What ran with the change ran: its result is what it was, and what came after the failure is undone.
        #expect(try await bed.result(of: "echo", #"{"n": "mine"}"#).text == "changed")
        #expect(bed.said.count == 1 && bed.said[0].hasPrefix("extension sample failed at tool_call"), "\(bed.said)")
        try await bed.stop()
    }

    @Test func `it changes one part well and another badly: both are undone`() async throws {
        let bed = try bed(
            """
            hooks['system_prompt'] = lambda payload, run: {'payload': payload + [{'name': 'ok', 'text': 'x'}, {'name': 1}]}
            """)
        #expect(try await bed.send().text == "1")
        #expect(bed.model.requests.first?.messages.first?.text == "You are A0.")
        #expect(bed.said.count == 1 && bed.said[0].hasSuffix("; its changes were undone"), "\(bed.said)")
        try await bed.stop()
    }

    @Test func `a secret in what it writes is shown to nobody`() async throws {
        let bed = try bed(
            """
            def f(payload, run):
                sys.stderr.write("the key is hush-hush\\n")
                sys.stderr.flush()
                sys.exit(3)
            hooks['system_prompt'] = f
            """, hides: "hush-hush")
        #expect(try await bed.send().text == "1")
        #expect(bed.subject.condition.contains("it last wrote: the key is ***"), "\(bed.subject.condition)")
        #expect(!bed.subject.errorOutput.contains("hush-hush"))
        _ = try await bed.send()
        #expect(bed.told.contains { $0.contains("the key is ***") }, "\(bed.told)")
        #expect(!bed.told.contains { $0.contains("hush-hush") })
        try await bed.stop()
    }

    @Test func `it offers tools that its manifest does not list`() async throws {
        let bed = try bed(
            "tools['told'] = lambda given: text(1)\ntools['untold'] = lambda given: text(2)", manifest: "tools: [told]")
        #expect(try await bed.send().text == "1")
        #expect(bed.model.requests.first?.tools.map(\.name) == ["sample__told"])
        try await bed.stop()
    }

    @Test func `it writes garbage`() async throws {
        let bed = try bed(
            """
            def f(payload, run):
                for i in range(100): print("garbage", flush=True)
            hooks['system_prompt'] = f
            """)
        let result = try await bed.send()
        #expect(result.text == "1")
        #expect(bed.said.count == 1 && bed.said[0].contains("it writes what is no JSON"))
        try await bed.stop()
    }

    @Test func `it floods`() async throws {
        let bed = try bed(
            """
            def f(payload, run):
                while True: sys.stdout.write("x" * 1000000)
            hooks['system_prompt'] = f
            """)
        try await expectUnharmed(
            bed,
            "extension sample failed at system_prompt: extension sample: it wrote a message of more than 16 MiB")
    }

    @Test func `a flood of errors is kept in bounds`() async throws {
        let bed = try bed(
            """
            def f(payload, run):
                sys.stderr.write("e" * 10000000 + "end")
                sys.stderr.flush()
                return {}
            hooks['system_prompt'] = f
            """)
        #expect(try await bed.send().text == "1")
        #expect(bed.subject.errorOutput.utf8.count <= 65_536)
        try await bed.stop()
    }

    @Test func `it asks for a hook it was not granted`() async throws {
        let bed = try bed("hooks['tool_call'] = lambda p, r: {}\nhooks['system_prompt'] = lambda p, r: {}")
        #expect(try await bed.send().text == "1")
        #expect(
            bed.said == [
                "extension sample wants to take part at tool_call, which it was not granted; its extension.yaml must list it"
            ])
        try await bed.stop()
    }

    @Test func `a policy of abort ends the turn`() async throws {
        let bed = try bed(
            "def f(payload, run): raise ValueError('no')\nhooks['system_prompt'] = f",
            manifest: "hooks: [{point: system_prompt, on_failure: abort}]")
        await #expect(throws: AgentError.self) { try await bed.send() }
        #expect(bed.model.requests.isEmpty)
        try await bed.stop()
    }

    @Test func `a hook that must not be passed over fails while its program does not run`() async throws {
        let bed = try bed(
            "raise SystemExit('never')", manifest: "hooks: [{point: chat_model_call_before, on_failure: propagate}]")
        await #expect(throws: (any Error).self) { try await bed.send() }
        #expect(bed.model.requests.isEmpty)
        try await bed.stop()
    }

    @Test func `it speaks an unknown revision`() async throws {
        let bed = try bed("version = '1999-01-01'")
        #expect(try await bed.send().text == "1")
        #expect(
            bed.said == [
                "extension sample: it speaks revision \"1999-01-01\" of the protocol; known are 2025-11-25, 2025-06-18, "
                    + "2025-03-26, 2024-11-05"
            ])
        try await bed.stop()
    }

    @Test func `one that never starts is quarantined after five tries, and said to be`() async throws {
        let clock = ManualClock()
        let bed = try HostedBed(
            "raise SystemExit('never')", script: (0..<8).map { .text("\($0)") }, clock: clock,
            hostClock: clock)
        for _ in 0..<8 {
            try await bed.send()
            clock.advance(by: .seconds(61))
        }
        #expect(bed.said.count == 6)
        #expect(
            bed.said.last
                == "extension sample is quarantined: its program ended with status 1; it last wrote: never. "
                + "/extensions enable sample brings it back.")
        #expect(bed.subject.condition.hasPrefix("it is quarantined"))
        try await bed.stop()
    }
}
