import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct EndpointTableTests {
    private let table = EndpointTable([
        Endpoint(.get, "/v1/models", .caller) { _ in .empty }, Endpoint(.post, "/v1/models", .admin) { _ in .empty },
        Endpoint(.get, "/v1/models/{model+}", .caller) { _ in .empty },
        Endpoint(.delete, "/v1/budgets/{scope}", .admin) { _ in .empty },
    ])

    private func found(_ match: EndpointTable.Match) -> (path: String, arguments: [String])? {
        guard case .found(let endpoint, let arguments) = match else { return nil }
        return (endpoint.path, arguments)
    }

    @Test func `a fixed path is found by its method`() {
        #expect(found(table.match(.get, "/v1/models"))?.path == "/v1/models")
        #expect(found(table.match(.head, "/v1/models"))?.path == "/v1/models")
    }

    @Test func `another method is told which there are`() {
        guard case .otherMethods(let methods) = table.match(.delete, "/v1/models") else { return #expect(Bool(false)) }
        #expect(methods == [.get, .post])
    }

    @Test func `an open place is decoded, and the last one may take the rest`() {
        #expect(found(table.match(.get, "/v1/models/openai/gpt-4.1"))?.arguments == ["openai/gpt-4.1"])
        #expect(found(table.match(.delete, "/v1/budgets/key%3Aalice"))?.arguments == ["key:alice"])
    }

    @Test(arguments: ["/v1/budgets/", "/v1/budgets/a/b", "/v1/budgets/%00", "/v2/models", "/v1//models", "//v1/models"])
    func `anything else is nowhere`(path: String) {
        guard case .nothing = table.match(.delete, path[...]) else { return #expect(Bool(false), "\(path) was found") }
    }
}
