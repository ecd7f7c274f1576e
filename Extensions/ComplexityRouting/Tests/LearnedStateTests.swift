import AgentRuntime
import ComplexityRouting
import FarthingTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct LearnedStateTests {
    private static let messages = ["What is Python?", "What is Rust?", "What is Swift?"]

    /// Two verdicts, then a minute, then the runtime's end.
    private func talk(_ store: PredictorStore, afterMinute: (RoutingLab) async throws -> Void) async throws
        -> RoutingLab
    {
        let lab = try RoutingLab(rules: { $0.store = store })
        let conversation = try await lab.test.runtime.newConversation()
        for text in Self.messages { _ = try await conversation.send(text, onEvent: lab.test.log.sink) }
        #expect(try await lab.verdicts().count == 2)
        try await lab.test.runtime.withJobs(nil) {
            await lab.test.clock.sleepers(atLeast: 1)
            lab.test.clock.advance(by: .seconds(60))
            await lab.test.clock.sleepers(atLeast: 1)
            try await afterMinute(lab)
        }
        return lab
    }

    @Test func `what was learned is written within a minute, not while a message waits`() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/farthing-learned-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        let store = PredictorStore(stateFolder: folder)
        _ = try await talk(store) { _ in
            let stored = try store.load()
            #expect(stored?.outcomes == 2)
        }
    }

    @Test func `where it cannot be written the person is told once, and learning goes on`() async throws {
        let lab = try await talk(PredictorStore(path: "/dev/null/routing.model")) { lab in
            lab.test.clock.advance(by: .seconds(60))
            await lab.test.clock.sleepers(atLeast: 1)
            let conversation = try await lab.test.runtime.newConversation()
            for text in Self.messages { _ = try await conversation.send(text, onEvent: lab.test.log.sink) }
        }
        #expect(lab.notices.count { $0.hasPrefix("Routing cannot save what it learned:") } == 1)
        #expect(try await lab.verdicts().count == 4)
    }
}
