import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct HostedExtensionTests {
    @Test func `the model calls a program's tools under the program's name`() async throws {
        let bed = try HostedBed(
            """
            def add(given):
                "Adds."
                return text(given["a"] + given["b"])
            tools["add"] = add
            """, script: [])
        let result = try await bed.result(of: "add", #"{"a": 2, "b": 3}"#)
        #expect(result.text == "5" && !result.isError)
        let offered = try #require(bed.model.requests.first?.tools.first { $0.name == "sample__add" })
        #expect(offered.description == "Adds.")
        #expect(bed.said == [])
        try await bed.stop()
    }

    @Test func `a tool that fails is read by the model`() async throws {
        let bed = try HostedBed("def bad(given): raise ValueError('no good')\ntools['bad'] = bad", script: [])
        let result = try await bed.result(of: "bad")
        #expect(result.isError && result.text.contains("ValueError: no good"))
        try await bed.stop()
    }

    @Test func `a hook changes the parts it names and leaves the others`() async throws {
        let bed = try HostedBed(
            """
            def prompt(payload, run):
                return {"payload": payload + [{"name": "sample", "text": "Rule " + settings["rule"]}]}
            hooks["system_prompt"] = prompt
            hooks["message_loop_start"] = lambda payload, run: {"payload": {
                "conversation": "forged", "paramsPersistent": {"depth": run["depth"]}}}
            """,
            manifest: """
                hooks: [{point: system_prompt}, {point: message_loop_start}]
                settings: {rule: {type: string, default: "one"}}
                """)
        let result = try await bed.send()
        #expect(result.text == "Done.")
        #expect(bed.said == [])
        #expect(bed.model.requests.first?.messages.first?.text == "You are A0.\n\nRule one")
        try await bed.stop()
    }

    @Test func `a hook refuses a tool, and the model reads why`() async throws {
        let bed = try HostedBed(
            """
            tools["add"] = lambda given: text("ran")
            hooks["tool_execute_before"] = lambda payload, run: {"refuse": "not " + payload["name"]}
            """, manifest: "hooks: [{point: tool_execute_before}]", script: [])
        let result = try await bed.result(of: "add")
        #expect(result.isError && result.text.contains("not sample__add"))
        #expect(bed.said == [])
        try await bed.stop()
    }

    @Test func `a program stands around an operation, before and after it`() async throws {
        let bed = try HostedBed(
            """
            tools["add"] = lambda given: text(given["a"])
            def around(payload, run):
                if payload["phase"] == "before": return {"payload": {"input": {"arguments": {"a": "inner"}}}}
                return {"payload": {"output": {"text": payload["output"]["text"] + " and outer"}}}
            hooks["tool_call"] = around
            """, manifest: "hooks: [{point: tool_call}]", script: [])
        #expect(try await bed.result(of: "add", #"{"a": "x"}"#).text == "inner and outer")
        #expect(bed.said == [])
        try await bed.stop()
    }

    @Test func `every hook point reaches a program, and what it sends back unchanged changes nothing`() async throws {
        let points = HookPoint.allCases.map(\.rawValue)
        let python = """
            seen = []
            tools["seen"] = lambda given: text(" ".join(sorted(set(seen))))
            def handler(point):
                def handle(payload, run):
                    seen.append(point)
                    return {"payload": payload}
                return handle
            for point in \(points): hooks[point] = handler(point)
            """
        let manifest = "hooks: [\(points.map { "{point: \($0)}" }.joined(separator: ", "))]"
        let bed = try HostedBed(python, manifest: manifest, script: [.text("First.")])
        _ = try await bed.test.runtime.start()
        #expect(try await bed.send().text == "First.")
        let seen = try await bed.result(of: "seen").text.split(separator: " ")
        #expect(bed.said == [])
        #expect(
            Set([
                "runtime_start", "system_prompt", "model_call", "model_attempt", "chat_model_call_after",
                "usage_recorded",
            ])
            .isSubset(of: Set(seen.map(String.init))))
        try await bed.stop()
    }

    @Test func `nothing runs before its user agreed, and again when it wants more`() async throws {
        let person = ScriptedPerson([.no(nil), .no(nil)])
        let bed = try HostedBed(
            "tools['t'] = lambda given: text(os.environ.get('THE_KEY', 'none'))",
            manifest: "permissions: {secrets: [THE_KEY]}", script: [.text("1")], person: person,
            environment: ["THE_KEY": "k-123", "OTHER_KEY": "x"])
        try await bed.send()
        #expect(bed.model.requests.last?.tools.isEmpty == true)
        #expect(
            person.questions.last?.detail
                == "It runs /usr/bin/python3 -S -E main.py.\n  It is given the secret THE_KEY.")
        #expect(bed.said.last?.hasSuffix("and nobody agreed to that: `farthing extensions enable sample` does") == true)
        #expect(person.questions.count == 1)
        try bed.accept()
        #expect(try await bed.result(of: "t").text == "k-123")
        try HostedBed.write(
            "tools['t'] = lambda given: text('new')", manifest: "permissions: {network: true}", to: bed.folder)
        #expect(try await bed.result(of: "t").text == "k-123")
        #expect(person.questions.last?.detail == "It uses the network.")
        #expect(bed.said.last?.hasSuffix("its last good version stays.") == true)
        try await bed.stop()
    }

    @Test func `a changed program takes over at the next run, and one that does not start leaves the last good one`()
        async throws
    {
        let bed = try HostedBed("tools['t'] = lambda given: text('one')", script: [])
        #expect(try await bed.result(of: "t").text == "one")
        try HostedBed.write("tools['t'] = lambda given: text('second')", manifest: "", to: bed.folder)
        #expect(try await bed.result(of: "t").text == "second")
        #expect(bed.said == ["extension sample: its files have changed; the new version takes over."])
        try HostedBed.write("raise SystemExit('broken on purpose')", manifest: "", to: bed.folder)
        #expect(try await bed.result(of: "t").text == "second")
        #expect(
            bed.said.last
                == "extension sample: its program ended with status 1; it last wrote: broken on purpose — its last good "
                + "version stays.")
        try await bed.stop()
    }

    @Test func `one that is ended while it starts does not stay`() async throws {
        let bed = try HostedBed(
            """
            open("../pid.new", "w").write(str(os.getpid()))
            os.rename("../pid.new", "../pid")
            while not os.path.exists("../go"): time.sleep(0.005)
            """)
        async let starting: Void = bed.subject.prepare()
        var process: Int32?
        while process == nil {
            process = FileManager.default.contents(atPath: "\(bed.folder.path)/pid")
                .flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
            await Task.yield()
        }
        await bed.subject.finish()
        try bed.folder.write("", to: "go")
        await starting
        let id = try #require(process)
        #expect(hasEnded { !isRunning(id) })
    }

    @Test func `what is left of a program is ended with it`() async throws {
        let bed = try HostedBed(
            """
            import subprocess
            def spawn(given):
                return text(subprocess.Popen(["/bin/sleep", "600"]).pid)
            tools["spawn"] = spawn
            """, script: [])
        let pid = try #require(Int32(try await bed.result(of: "spawn").text))
        #expect(isRunning(pid))
        try await bed.stop()
        #expect(hasEnded { !isRunning(pid) })
    }
}
