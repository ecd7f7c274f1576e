import AgentRuntime
import Composition
import ExactJSON
import ExtensionHosting
import LanguageModels
import Terminal

extension ReplSession {
    /// `/extensions` and what can stand behind it.
    func extensions(_ argument: String) async throws {
        let parts = argument.split(separator: " ").map(String.init)
        switch (parts.first, parts.count) {
        case (nil, _): try listExtensions()
        case ("enable", 2): try enableExtension(parts[1])
        case ("explain", 2): try explain(parts[1])
        case ("log", 2): try showLog(parts[1])
        case ("prompts", 1): try listPrompts()
        default: try say("/extensions lists them; also enable NAME, explain POINT, log NAME, prompts.")
        }
    }

    /// Sends a text that a server has ready: `/SERVER:PROMPT argument=value`. Nil when the line is none of that kind.
    func serverPrompt(_ line: String) async throws -> Message? {
        let word = String(line.prefix { !$0.isWhitespace })
        guard word.contains(":") else { return nil }
        for (hosted, _) in composed.hosted.all {
            guard let prompt = hosted.prompts.first(where: { $0.command == word }) else { continue }
            let values = prompt.values(of: String(line.dropFirst(word.count)))
            if let missing = prompt.arguments.first(where: { $0.isRequired && values[$0.name] == nil }) {
                throw HostingError(
                    .badSettings, extension: hosted.name, "\(word) needs \(missing.name)=…: \(missing.summary)")
            }
            return Message(.user, try await hosted.text(of: prompt, values))
        }
        return nil
    }

    private func listExtensions() throws {
        let members = composed.runtime.extensions.members
        guard !members.isEmpty else { return try say("No extensions are installed.") }
        var table = Table([.init("extension"), .number("order"), .init("from"), .init("state"), .init("what it does")])
        for member in members {
            let since = composed.hosted.quarantines[member.handle.name].map {
                " \(ConversationTable.age(composed.runtime.services.clock.now - $0.since))"
            }
            let state =
                member.isDisabled
                ? "off"
                : member.overriddenBy.map { "overridden by \($0)" }
                    ?? (member.handle.isQuarantined || since != nil ? "quarantined\(since ?? "")" : "on")
            let hosted = member.value as? HostedExtension
            table.add([
                member.handle.name, "\(member.handle.order)", "\(member.place)", state,
                [member.value.manifest.summary, hosted?.condition].compactMap(\.self).joined(separator: " · "),
            ])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }

    private func enableExtension(_ name: String) throws {
        let member = composed.runtime.extensions.members.first { $0.handle.name == name && $0.isActive }
        guard let member else { return try say("There is no extension \(name) that could be enabled here.") }
        member.handle.enable()
        try composed.hosted.quarantines.remove(name)
        try say("\(name) takes part again.")
    }

    private func explain(_ word: String) throws {
        guard let point = HookPoint(wireName: word) else { return try say("There is no hook point \(word).") }
        let explained = ExplainedPoint(
            composed.runtime.explanation(of: point), try composed.catalogue().extensions)
        try explained.write(to: output)
    }

    private func showLog(_ name: String) throws {
        guard let hosted = composed.hosted[name] else { return try say("\(name) is no program of its own.") }
        let text = hosted.errorOutput
        try say("\(name): \(hosted.condition)")
        if text.isEmpty { return try say("It wrote nothing to its standard error.") }
        try output.writeLine(TextSanitizer.sanitized(text))
    }

    private func listPrompts() throws {
        let prompts = composed.hosted.all.flatMap(\.value.prompts)
        guard !prompts.isEmpty else { return try say("No server has texts ready.") }
        var table = Table([.init("command"), .init("arguments"), .init("what it is for")])
        for prompt in prompts {
            let arguments = prompt.arguments.map { $0.isRequired ? "\($0.name)=…" : "[\($0.name)=…]" }
            table.add([prompt.command, arguments.joined(separator: " "), prompt.summary])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }
}
