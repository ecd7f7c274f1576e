import ExactJSON
import HTTPStreaming
import LanguageModels

extension ProviderRegistry {
    /// Finds model servers that answer on this machine: Ollama, LM Studio, llama.cpp, vLLM, where the environment and
    /// the settings say they are. In the catalogue's order, each with the models it lists.
    ///
    /// Servers that do not answer within `limit` do not count; nothing is thrown.
    package func localServers(within limit: Duration = .milliseconds(300)) async -> [(
        provider: String, models: [String]
    )] {
        let entries = catalogue.entries.filter { $0.locality == .local && $0.dialect == .openAI }
        return await withTaskGroup(of: (Int, [String]).self) { group in
            for (index, entry) in entries.enumerated() {
                group.addTask {
                    // Not running is the usual case, and no error here.
                    (index, (try? await self.models(at: entry.name, within: limit)) ?? [])
                }
            }
            var found: [Int: [String]] = [:]
            for await (index, models) in group where !models.isEmpty { found[index] = models }
            return found.sorted { $0.key < $1.key }.map { (entries[$0.key].name, $0.value) }
        }
    }

    /// Asks a provider which models it has, by their names; at most 10,000.
    ///
    /// - Throws: `ModelError`.
    package func models(at provider: String, within limit: Duration = .seconds(20)) async throws -> [String] {
        let id = ModelID(provider: provider, name: "models")
        let entry = try entry(id)
        guard entry.dialect != .offline else { return [OfflineModel.id.name] }
        var connection = try connection(entry, id)
        connection.endpoint.timeLimits = HTTPTimeLimits(
            connect: limit, firstByte: limit, betweenChunks: limit, total: limit)
        let path =
            entry.dialect == .anthropic
            ? AnthropicModel.path(for: connection.endpoint.baseURL).replacing("/messages", with: "/models?limit=1000")
            : "/models"
        let errors = connection.errors(for: id)
        let (_, body) = try await connection.send(method: "GET", path: path, model: id, body: [], errors: errors)
        let reply: JSONValue
        do throws(JSONSyntaxError) {
            reply = try JSONValue(parsing: body)
        } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
        // Some answer with a plain array (Together, GitHub Models).
        let data = reply["data"]?.arrayValue ?? reply["models"]?.arrayValue ?? reply.arrayValue ?? []
        return data.prefix(10_000).compactMap { ($0["id"] ?? $0["name"])?.stringValue }
    }
}
