import ExactJSON
import LanguageModels

extension BatchOutcome {
    /// Reads a reply as if it had come by itself.
    init(dialect decoder: inout some ReplyDecoder, id: String, body: JSONValue) {
        var events: [ModelEvent] = []
        do throws(ModelError) {
            try decoder.takeWhole(body.utf8, into: &events)
            let response = try decoder.finish(into: &events)
            self.init(customID: id, reply: body, response: response, usage: response.usage)
        } catch {
            var usage = UsageReport.missing
            for case .usage(let report) in events { usage = report }
            self.init(customID: id, reply: body, usage: usage, error: error)
        }
    }
}
