import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import HTTPStreaming
import LanguageModels
import NIOConcurrencyHelpers
import Testing

/// An MCP server on loopback that is scripted by method, and a runtime whose model calls its tools.
struct FarServer {
    /// A message that was posted, or the opening of a stream.
    struct Heard: Sendable {
        let request: RecordedRequest
        let json: JSONValue

        init(_ request: RecordedRequest) {
            self.request = request
            json = (try? JSONValue(parsing: request.body)) ?? .null
        }

        /// The message's method; the HTTP method where there is no message, `answer` for one.
        var method: String {
            json.objectValue == nil ? request.method : json["method"]?.stringValue ?? "answer"
        }

        /// The id of the request as it stands in JSON.
        var id: String { json["id"]?.text ?? "null" }

        /// A successful answer to it.
        func answer(_ result: String) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"# }
        /// The answer of a tool.
        func tool(_ text: String) -> String { answer(#"{"content":[{"type":"text","text":"\#(text)"}]}"#) }
    }

    /// Decides on a reply; nil for the usual one.
    typealias Script = @Sendable (Heard) -> [LoopbackStep]?

    let server: LoopbackServer
    let test: TestRuntime
    let subject: HostedExtension
    let model = ScriptedModel([])
    private let notices = NIOLockedValueBox<[String]>([])
    private let folder = HostedFolder()

    init(
        timeout: Duration = .seconds(20), clock: ManualClock = ManualClock(),
        hostClock: any RuntimeClock = SystemClock(), token: String? = nil,
        session: String? = "s1", _ script: @escaping Script
    ) throws {
        server = try LoopbackServer { request in
            let heard = Heard(request)
            return script(heard) ?? Self.usual(heard, session: session)
        }
        let environment = token.map { ["FAR_TOKEN": $0] } ?? [:]
        let setting = HostSetting(
            version: "1", workspace: folder.path,
            folders: UserFolders(environment: ["HOME": "\(folder.path)/home"]), environment: environment,
            secrets: Secrets(environment: environment), sandbox: .off, transport: CurlTransport(),
            person: ScriptedPerson([]), clock: hostClock,
            notify: { [notices] line in notices.withLockedValue { $0.append(line) } })
        var settings = ServerSettings()
        settings.url = "\(server.url)/mcp"
        settings.timeout = timeout
        if token != nil { settings.tokenEnv = "FAR_TOKEN" }
        subject = HostedExtension("far", settings, given: JSONObject(), setting: setting)
        test = try TestRuntime(model, extensions: [subject], clock: clock, workspace: folder.path)
    }

    /// A server with the tools `one` and `two`, which answers JSON, offers no stream and keeps a session.
    private static func usual(_ heard: Heard, session: String?) -> [LoopbackStep] {
        let headers: [LoopbackStep.Header] = session.map { [("Mcp-Session-Id", $0)] } ?? []
        switch heard.method {
        case "initialize":
            let result =
                #"{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"far","version":"1"}}"#
            return [.json(heard.answer(result), headers: headers)]
        case "tools/list":
            let tools = ["one", "two"].map { #"{"name":"\#($0)","inputSchema":{"type":"object"}}"# }
            return [.json(heard.answer(#"{"tools":[\#(tools.joined(separator: ","))]}"#))]
        case "tools/call": return [.json(heard.tool("done"))]
        case "GET": return [.reply(status: 405)]
        case "DELETE": return [.reply(status: 200)]
        default: return [.reply(status: 202)]
        }
    }

    /// What the model reads when it calls a tool in a turn of its own.
    func result(of tool: String = "one") async throws -> ToolResult {
        model.append(.toolCall("far__\(tool)", "{}"), .text("Done."))
        return try #require(try await test.send("go").toolCalls.last?.result)
    }

    /// Whether the model comes to be offered these tools. News arrive beside whatever runs: each turn takes over what is
    /// known when it begins.
    func offers(_ names: [String]) async throws -> Bool {
        for _ in 0..<2000 {
            if model.requests.last?.tools.map(\.name) == names { return true }
            model.append(.text("Done."))
            _ = try await test.send("go")
        }
        return false
    }

    /// What was heard, in order.
    var heard: [Heard] { server.requests.map(Heard.init) }
    /// The methods that were heard, in order.
    var methods: [String] { heard.map(\.method) }
    /// What the user was told.
    var said: [String] { notices.withLockedValue { $0 } + test.extensionFailures.map(\.description) }

    /// Ends it all.
    func stop() async throws { try await test.runtime.stop() }
}
