import HTTPTypes

/// Finds who answers at a path.
struct EndpointTable: Sendable {
    /// What is at a path.
    enum Match: Sendable {
        /// An endpoint, and what stands in its path's open places.
        case found(Endpoint, arguments: [String])
        /// Something, but not for this method.
        case otherMethods([HTTPRequest.Method])
        /// Nothing.
        case nothing
    }

    let all: [Endpoint]
    private var fixed: [String: [Endpoint]] = [:]
    private var open: [(places: [Substring], endpoint: Endpoint)] = []

    init(_ endpoints: [Endpoint]) {
        all = endpoints
        for endpoint in endpoints {
            if endpoint.path.contains("{") {
                open.append((endpoint.path.split(separator: "/"), endpoint))
            } else {
                fixed[endpoint.path, default: []].append(endpoint)
            }
        }
    }

    /// Looks a path up. A place matches one decoded part of the path that is neither empty nor a way out of it; the
    /// last one, written `{name+}`, matches all the rest.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        if let there = fixed[String(path)] { return choose(method, there.map { ($0, []) }) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var there: [(Endpoint, [String])] = []
        for (places, endpoint) in open {
            if let arguments = Self.arguments(of: Array(parts), places) { there.append((endpoint, arguments)) }
        }
        return there.isEmpty ? .nothing : choose(method, there)
    }

    private func choose(_ method: HTTPRequest.Method, _ there: [(Endpoint, [String])]) -> Match {
        let asked = method == .head ? .get : method
        if let (endpoint, arguments) = there.first(where: { $0.0.method == asked }) {
            return .found(endpoint, arguments: arguments)
        }
        return .otherMethods(there.map(\.0.method))
    }

    private static func arguments(of parts: [Substring], _ places: [Substring]) -> [String]? {
        let takesRest = places.last?.hasSuffix("+}") ?? false
        guard parts.count == places.count || takesRest && parts.count > places.count else { return nil }
        var arguments: [String] = []
        for (index, place) in places.enumerated() {
            let isRest = takesRest && index == places.count - 1
            let part = isRest ? parts[index...].joined(separator: "/") : String(parts[index])
            guard place.hasPrefix("{") else {
                guard place == part else { return nil }
                continue
            }
            let value = QueryFields.decoded(part, plusIsSpace: false)
            guard !value.isEmpty, value.utf8.count <= 300, !value.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                return nil
            }
            arguments.append(value)
        }
        return arguments
    }
}
