import ExactJSON

/// A conversation with a server of the Model Context Protocol, as a value: what is said and heard goes through it, what is
/// to be done comes out.
///
/// Revisions 2024-11-05 to 2025-11-25 differ in what they add, and nothing added is relied on here. Those begin with
/// `initialize`; a server that refuses that is asked as the revision of 2026-07-28 wants it, which has no beginning: each
/// request says who asks (`RequestEnvelope`), and news come as the answer of a request that stays open.
struct MCPSession: Sendable {
    /// The revisions spoken that begin with a greeting, the one asked for first.
    static let versions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    /// The revision spoken that has none.
    static let statelessVersion = "2026-07-28"
    /// A request whose answer is news, for as long as both sides are there.
    static let listening = "subscriptions/listen"
    /// What a server is told when it may begin.
    static let initialized = "notifications/initialized"
    /// Lines that are no message before it counts as not speaking the protocol: some programs greet on standard output.
    static let strayLimit = 64

    /// What is to be done.
    enum Action: Sendable, Hashable {
        /// Send a message.
        case send(RPCMessage)
        /// A request of ours was answered.
        case answered(Int, Result<JSONValue, RPCFailure>)
        /// A request of ours has come further.
        case progressed(Int, String)
        /// The server can be used.
        case opened(ServerFacts)
        /// What it offers has changed.
        case changed(ListKind)
        /// It cannot be spoken with: end the connection.
        case failed(String)
    }

    private enum Phase: Sendable { case new, opening(Int), discovering(Int, refusal: String), open, closed }

    private var phase = Phase.new
    private var lastID = 0
    private var waiting: Set<Int> = []
    private var strays = 0
    /// What each request carries, where there is no session.
    private var envelope: JSONObject?
    private let greeting: ClientGreeting

    init(greeting: ClientGreeting) { self.greeting = greeting }

    /// Begins: the server is asked who it is.
    mutating func open() -> [Action] {
        guard case .new = phase else { return [] }
        let (id, message) = request("initialize", greeting.params(version: Self.versions[0]), progress: false)
        phase = .opening(id)
        return [.send(message)]
    }

    /// Makes a request of ours.
    mutating func request(
        _ method: String, _ params: JSONValue, progress: Bool
    ) -> (id: Int, message: RPCMessage) {
        lastID += 1
        waiting.insert(lastID)
        let params = RequestEnvelope.params(params, envelope, progress: progress ? lastID : nil)
        return (lastID, .request(id: JSONValue(lastID), method: method, params: params))
    }

    /// Whether a request of ours was not answered yet, nor given up.
    func isWaiting(_ id: Int) -> Bool { waiting.contains(id) }

    /// Gives a request up. The server is told, unless it has answered already.
    mutating func cancel(_ id: Int, reason: String) -> [Action] {
        guard waiting.remove(id) != nil, case .open = phase else { return [] }
        return [
            .send(
                .notification(
                    method: "notifications/cancelled",
                    params: ["requestId": JSONValue(id), "reason": .string(reason)]))
        ]
    }

    /// Notes that a request of ours gets no answer. One that begins is answered by that.
    mutating func failed(_ id: Int, _ message: String) -> [Action] {
        guard waiting.remove(id) != nil else { return [] }
        let failure = Result<JSONValue, RPCFailure>.failure(RPCFailure(code: 0, message: message))
        switch phase {
        case .opening(id): return opened(failure)
        case .discovering(id, let refusal): return discovered(failure, refusal)
        default: return []
        }
    }

    /// Takes in a line, or the data of an event.
    mutating func receive(_ bytes: ArraySlice<UInt8>) -> [Action] {
        guard bytes.contains(where: { $0 > 0x20 }) else { return [] }
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { return stray("it writes what is no JSON: \(error)") }
        // A batch, which the revision of 2025-03-26 allows.
        if case .array(let messages) = json { return messages.flatMap { receive($0) } }
        return receive(json)
    }

    private mutating func receive(_ json: JSONValue) -> [Action] {
        guard let message = RPCMessage(json) else { return stray("it writes JSON that is no message") }
        switch message {
        case .request(let id, let method, _): return [.send(answer(id, method))]
        case .notification(let method, let params): return hear(method, params)
        case .answer(let id, let result):
            guard let id = id.intValue, id > 0, id <= lastID else { return stray("it answers what was not asked") }
            // An answer to what was given up comes too late.
            guard waiting.remove(id) != nil else { return [] }
            switch phase {
            case .opening(id): return opened(result)
            case .discovering(id, let refusal): return discovered(result, refusal)
            default: return [.answered(id, Self.complete(result))]
            }
        }
    }

    private func answer(_ id: JSONValue, _ method: String) -> RPCMessage {
        switch method {
        case "ping": .answer(id: id, .success([:]))
        case "roots/list": .answer(id: id, .success(greeting.roots))
        default:
            .answer(
                id: id, .failure(RPCFailure(code: RPCFailure.methodNotFound, message: "\(method) is not offered here")))
        }
    }

    private func hear(_ method: String, _ params: JSONValue) -> [Action] {
        switch method {
        case "notifications/tools/list_changed": return [.changed(.tools)]
        case "notifications/prompts/list_changed": return [.changed(.prompts)]
        case "notifications/resources/list_changed": return [.changed(.resources)]
        case "notifications/progress":
            guard let id = params["progressToken"]?.intValue, waiting.contains(id) else { return [] }
            return [.progressed(id, Self.progress(params))]
        default: return []
        }
    }

    private static func progress(_ params: JSONValue) -> String {
        let done = params["progress"]?.numberValue?.text ?? ""
        let all = params["total"]?.numberValue.map { "/\($0.text)" } ?? ""
        guard let message = params["message"]?.stringValue else { return "\(done)\(all)" }
        return done.isEmpty ? message : "\(done)\(all) \(message)"
    }

    private mutating func opened(_ result: Result<JSONValue, RPCFailure>) -> [Action] {
        switch result {
        case .failure(let failure):
            envelope = greeting.envelope(version: Self.statelessVersion)
            let (id, message) = request("server/discover", [:], progress: false)
            phase = .discovering(id, refusal: failure.message)
            return [.send(message)]
        case .success(let reply):
            let version = reply["protocolVersion"]?.stringValue ?? ""
            guard Self.versions.contains(version) else {
                return close(
                    "it speaks revision \"\(version.prefix(40))\" of the protocol; known are "
                        + Self.versions.joined(separator: ", "))
            }
            phase = .open
            return [
                .send(.notification(method: Self.initialized, params: [:])),
                .opened(ServerFacts(reply, version: version)),
            ]
        }
    }

    /// A server without sessions has said what it is.
    private mutating func discovered(_ result: Result<JSONValue, RPCFailure>, _ refusal: String) -> [Action] {
        guard case .success(let reply) = result,
            reply["supportedVersions"]?.arrayValue?.contains(.string(Self.statelessVersion)) == true
        else { return close("it refuses to begin: \(refusal)") }
        phase = .open
        let facts = ServerFacts(reply, version: Self.statelessVersion)
        let news = facts.changing.sorted { $0.rawValue < $1.rawValue }
        guard !news.isEmpty else { return [.opened(facts)] }
        let filter = JSONObject(news.map { ("\($0.rawValue)ListChanged", true) })
        let (_, message) = request(Self.listening, ["notifications": .object(filter)], progress: false)
        return [.opened(facts), .send(message)]
    }

    /// A result that is one: what asks for something else first is none, as nothing else is offered here.
    private static func complete(_ result: Result<JSONValue, RPCFailure>) -> Result<JSONValue, RPCFailure> {
        guard case .success(let reply) = result, reply["resultType"]?.stringValue == "input_required" else {
            return result
        }
        return .failure(
            RPCFailure(
                code: RPCFailure.methodNotFound, message: "it wants to ask the person first, which is not offered here")
        )
    }

    private mutating func stray(_ what: String) -> [Action] {
        strays += 1
        return strays > Self.strayLimit ? close(what) : []
    }

    private mutating func close(_ reason: String) -> [Action] {
        phase = .closed
        return [.failed(reason)]
    }
}

/// What a server has lists of.
enum ListKind: String, Sendable, Hashable, CaseIterable {
    /// Things the model can call.
    case tools
    /// Texts the person can send.
    case prompts
    /// Things that can be read.
    case resources
}
