import AgentRuntime
import Testing

@testable import BundledTools

@Suite struct FilePlaceTests {
    let root: TemporaryFolder
    let workspace: String

    init() throws {
        root = try TemporaryFolder()
        root.makeFolder("workspace/sub/deep")
        root.makeFolder("outside")
        root.makeFolder("workspace-two")
        root.write("workspace/file", "x")
        root.write("outside/secret", "s")
        root.link("workspace/out", to: "../outside")
        root.link("workspace/absolute", to: root.path + "/outside/secret")
        root.link("workspace/dangling", to: "../outside/new")
        root.link("workspace/in", to: "sub/deep")
        root.link("workspace/sub/up", to: "../..")
        root.link("workspace/round", to: "about")
        root.link("workspace/about", to: "round")
        root.link("alias", to: "workspace")
        workspace = root.path + "/workspace"
    }

    @Test(arguments: [
        ("file", "file"), ("./file", "file"), ("sub/../file", "file"), ("sub//deep/", "sub/deep"), (".", "."),
        ("new/folder/file", "new/folder/file"), ("in/x", "sub/deep/x"), ("in/../x", "sub/x"),
        ("sub/up/workspace/file", "file"),
        ("nowhere/../file", "file"), ("out/../workspace/file", "file"),
    ])
    func `stays inside`(path: String, shown: String) throws {
        let place = try FilePlace(path, in: workspace)
        #expect(place.isInside)
        #expect(place.shown == shown)
    }

    @Test(arguments: [
        ("..", ""), ("../outside/secret", "/outside/secret"), ("out/secret", "/outside/secret"), ("out", "/outside"),
        ("absolute", "/outside/secret"), ("dangling", "/outside/new"), ("dangling/x", "/outside/new/x"),
        ("sub/up/outside/secret", "/outside/secret"), ("../workspace-two/x", "/workspace-two/x"),
        ("sub/../../outside", "/outside"), ("in/../../../outside", "/outside"),
    ])
    func `leads outside`(path: String, target: String) throws {
        let place = try FilePlace(path, in: workspace)
        #expect(!place.isInside)
        #expect(place.path == root.path + target)
        #expect(place.shown == place.path)
    }

    @Test func `an absolute path may lead inside, by a link as well`() throws {
        #expect(try FilePlace(workspace + "/file", in: workspace).shown == "file")
        #expect(try FilePlace(root.path + "/alias/file", in: workspace).shown == "file")
        #expect(try FilePlace("file", in: root.path + "/alias").shown == "file")
        #expect(try !FilePlace("/etc/passwd", in: workspace).isInside)
        #expect(try FilePlace("../../../../../../../../etc/passwd", in: workspace).path == "/etc/passwd")
        #expect(try FilePlace("/etc/passwd", in: "/").isInside)
    }

    @Test func `two spellings of one letter are two folders`() throws {
        root.makeFolder("caf\u{E9}")
        #expect(try !FilePlace(root.path + "/cafe\u{301}/x", in: root.path + "/caf\u{E9}").isInside)
    }

    @Test(arguments: [
        ("", "The path is empty. Give a path relative to the workspace."),
        ("a\0b", "The path is longer than 4,095 bytes or holds a NUL character. Give a valid path."),
        (
            String(repeating: "a/", count: 3000),
            "The path is longer than 4,095 bytes or holds a NUL character. Give a valid path."
        ),
        ("round", "The symbolic links of round go in circles. Use another path."),
    ])
    func `refuses what is no path`(path: String, message: String) throws {
        let failure = #expect(throws: ToolFailure.self) { try FilePlace(path, in: workspace) }
        #expect(failure?.message == message)
    }
}
