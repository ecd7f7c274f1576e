import ExactJSON
import Money

/// Answers the lines of `farthing models price --jsonl`.
struct PriceQuestionAnswerer {
    let list: PriceList

    /// The answer to one line: a price, or what is wrong with the line.
    func answer(_ line: [UInt8]) -> JSONValue {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: line)
        } catch {
            return PriceProblem(usage: "bad_request", "the line is not JSON: \(error)").json
        }
        do throws(PriceProblem) {
            return try PriceQuestion(value, now: .now).answer(from: list).json
        } catch {
            var object = JSONObject()
            if let id = value["id"] { object["id"] = id }
            object["error"] = error.json["error"]
            return .object(object)
        }
    }
}
