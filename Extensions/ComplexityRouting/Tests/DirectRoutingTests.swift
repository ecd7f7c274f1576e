import AgentRuntime
import ComplexityRouting
import FarthingTesting
import LanguageModels
import Testing

/// What a program asks for over the server.
@Suite struct DirectRoutingTests {
    private func asked(_ model: ModelID, _ choice: DirectRequest.Choice, tier: String? = nil) async throws -> [String] {
        let lab = try RoutingLab()
        let request = ModelRequest(model: model, messages: [Message(.user, "What is the capital of France?")])
        _ = try await lab.test.runtime.answer(DirectRequest(request, choice: choice, tier: tier)) { _ in }
        return try await lab.asked()
    }

    @Test func `a model that a program names is asked, whatever routing would choose`() async throws {
        #expect(try await asked(RoutingLab.large, .model) == ["large"])
    }

    @Test func `a tier that a program names is kept`() async throws {
        #expect(try await asked(RoutingLab.mini, .tier, tier: "standard") == ["mini"])
    }

    @Test func `what a program leaves open is routed`() async throws {
        #expect(try await asked(RoutingLab.large, .automatic) == ["nano"])
    }
}
