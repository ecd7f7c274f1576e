import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import Sandboxing
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ways out that a program may try, under each sandbox that this machine has.
@Suite(.serialized) struct SandboxEscapeTests {
    static let modes: [SandboxMode] = [
        SandboxBackend.find(.landlock) == nil ? nil : .landlock,
        SandboxBackend.find(.bubblewrap) == nil ? nil : .bubblewrap,
    ].compactMap(\.self)

    private static let python = #"""
        import socket, subprocess, mmap, signal
        def read(given): return text(open(given["path"]).read())
        def write(given):
            open(given["path"], "w").write("x")
            return text("written")
        def connect(given):
            socket.create_connection(("127.0.0.1", given["port"]), 2)
            return text("connected")
        def datagram(given):
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            return text(s.sendto(b"x", ("127.0.0.1", given["port"])))
        def local(given):
            s = socket.socket(socket.AF_UNIX)
            s.connect(given["path"])
            return text("connected")
        def bomb(given):
            count = 0
            try:
                while count < 5000:
                    if os.fork() == 0:
                        time.sleep(600)
                        os._exit(0)
                    count += 1
            except OSError: pass
            return text(count)
        def several(given):
            for i in range(given["count"]):
                if os.fork() == 0:
                    block = bytearray(b"x") * (given["mb"] << 20)
                    time.sleep(600)
                    os._exit(0)
            time.sleep(60)
            return text("filled")
        def fill(given): return text(len(bytearray(1 << 30)))
        def share(given): return text(len(mmap.mmap(-1, 1 << 30)))
        def stay(given):
            for daemon in ("", "os.setsid(); "):
                subprocess.Popen([sys.executable, "-S", "-E", "-c",
                    "import os,signal,time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
                    "try:\n  os.setsid()\nexcept OSError: pass\n"
                    "if os.fork(): os._exit(0)\n"
                    "os.execv('/bin/sleep', ['sleep', '" + given["mark"] + "'])"], start_new_session=False)
            time.sleep(0.3)
            return text("started")
        def signals(given):
            os.kill(given["pid"], 0)
            return text("reached")
        def environ(given): return text(" ".join(sorted(os.environ)))
        def remember(given):
            path = os.environ["HOME"] + "/note"
            open(path, "w").write("kept")
            return text(open(path).read())
        for f in (read, write, connect, datagram, local, bomb, several, fill, share, stay, signals, environ, remember):
            tools[f.__name__] = f
        """#

    private func bed(_ mode: SandboxMode, _ manifest: String = "") throws -> HostedBed {
        let bed = try HostedBed(
            Self.python, manifest: manifest, script: [], sandbox: mode,
            environment: ["OPENAI_API_KEY": "sk-test", "LD_PRELOAD_TEST": "1"])
        try bed.folder.write("the key", to: "home/.ssh/id_ed25519")
        return bed
    }

    @Test(arguments: modes) func `it cannot read keys, nor write where it was not let`(mode: SandboxMode) async throws {
        let bed = try bed(mode)
        let home = "\(bed.folder.path)/home"
        let key = try await bed.result(of: "read", #"{"path": "\#(home)/.ssh/id_ed25519"}"#)
        #expect(key.isError && !key.text.contains("the key"), "\(key.text)")
        for path in ["\(bed.folder.path)/stray", "\(bed.folder.path)/sample/main.py", "/usr/bin/stray", "/etc/passwd"] {
            let result = try await bed.result(of: "write", #"{"path": "\#(path)"}"#)
            #expect(result.isError, "\(path): \(result.text)")
        }
        #expect(try await bed.result(of: "remember").text == "kept")
        let names = try await bed.result(of: "environ").text
        #expect(!names.contains("OPENAI_API_KEY") && !names.contains("LD_PRELOAD_TEST"))
        #expect(bed.said == [])
        try await bed.stop()
    }

    @Test(arguments: modes) func `it uses the paths that it was granted`(mode: SandboxMode) async throws {
        let bed = try bed(mode, "permissions: {paths: {read: [~/.ssh], write: [out]}}")
        try bed.folder.write("", to: "out/there")
        let key = try await bed.result(of: "read", #"{"path": "\#(bed.folder.path)/home/.ssh/id_ed25519"}"#)
        #expect(key.text == "the key")
        let written = try await bed.result(of: "write", #"{"path": "\#(bed.folder.path)/out/new"}"#)
        #expect(written.text == "written")
        let stray = try await bed.result(of: "write", #"{"path": "\#(bed.folder.path)/home/.ssh/new"}"#)
        #expect(stray.isError)
        try await bed.stop()
    }

    @Test(arguments: modes) func `it cannot connect out unless it was let`(mode: SandboxMode) async throws {
        let listener = try Listener()
        defer { listener.close() }
        let closed = try bed(mode)
        for tool in ["connect", "datagram"] {
            let result = try await closed.result(of: tool, #"{"port": \#(listener.port)}"#)
            // In a network of its own nobody listens; sending into it reaches nobody.
            #expect(result.isError || mode == .bubblewrap, "\(tool): \(result.text)")
            #expect(result.text != "connected")
        }
        let local = try await closed.result(of: "local", #"{"path": "/run/docker.sock"}"#)
        #expect(local.isError)
        try await closed.stop()
        let open = try bed(mode, "permissions: {network: true}")
        #expect(try await open.result(of: "connect", #"{"port": \#(listener.port)}"#).text == "connected")
        try await open.stop()
    }

    @Test(arguments: modes) func `it cannot fork without end`(mode: SandboxMode) async throws {
        let bed = try bed(mode, "limits: {processes: 12}")
        let result = try await bed.result(of: "bomb")
        if mode == .landlock || geteuid() != 0 {
            let count = try #require(Int(result.text))
            #expect(count > 0 && count <= 12)
        } else {
            // No limit of the kernel's binds root where its child has no user of its own: it is ended whole.
            #expect(result.isError && result.text.contains("it ran more than 12 processes and threads at once"))
            #expect(bed.subject.condition.contains("more than 12 processes"))
        }
        try await bed.stop()
    }

    @Test(arguments: modes) func `its processes cannot fill the memory together`(mode: SandboxMode) async throws {
        let bed = try bed(mode, "limits: {memory_mb: 128}")
        let result = try await bed.result(of: "several", #"{"count": 5, "mb": 60}"#)
        #expect(
            result.isError && result.text.contains("its processes used more than 128 MiB of memory together"),
            "\(result.text)")
        // What they use together within the limit they may.
        let modest = try await bed.result(of: "fill")
        #expect(modest.text.contains("MemoryError"))
        try await bed.stop()
    }

    @Test(arguments: modes) func `it cannot fill the memory`(mode: SandboxMode) async throws {
        let bed = try bed(mode, "limits: {memory_mb: 128}")
        #expect(try await bed.result(of: "fill").text.contains("MemoryError"))
        #expect(try await bed.result(of: "share").isError)
        try await bed.stop()
    }

    @Test(arguments: modes) func `nothing of it runs on after its end, and it reaches no other process`(
        mode: SandboxMode
    ) async throws {
        let bed = try bed(mode)
        let reached = try await bed.result(of: "signals", #"{"pid": \#(getpid())}"#)
        #expect(reached.isError, "\(reached.text)")
        let mark = "86413.\(UInt32.random(in: 0...UInt32.max))"
        #expect(try await bed.result(of: "stay", #"{"mark": "\#(mark)"}"#).text == "started")
        #expect(Self.isRunning(mark))
        try await bed.stop()
        #expect(hasEnded { !Self.isRunning(mark) })
    }

    /// Whether any process was started with an argument.
    private static func isRunning(_ mark: String) -> Bool {
        guard let folder = opendir("/proc") else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let file = fopen("/proc/\(name)/cmdline", "r") else { continue }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = fread(&bytes, 1, bytes.count, file)
            let words = bytes[..<count].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if words == ["sleep", mark] { return true }
        }
        return false
    }
}

/// A socket on loopback that takes connections and says nothing.
private struct Listener {
    let descriptor: Int32
    let port: UInt16

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 && listen(socket, 8) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        try #require(isBound)
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() { Glibc.close(descriptor) }
}
