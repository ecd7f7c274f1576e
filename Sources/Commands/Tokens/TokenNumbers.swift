/// Numbers and lists of ids as JSON text.
enum TokenNumbers {
    /// Appends a number in decimal.
    static func append(_ number: Int, to output: inout [UInt8]) {
        var digits = number.magnitude
        let start = output.count
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(digits % 10))
            digits /= 10
        } while digits > 0
        if number < 0 { output.append(UInt8(ascii: "-")) }
        output[start...].reverse()
    }

    /// Appends a JSON array.
    static func append(_ ids: [UInt32], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, id) in ids.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(Int(id), to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    /// Parses ids that are separated by commas or white space, in brackets or not.
    ///
    /// - Throws: `TokensProblem` naming what is no id.
    static func parse(_ bytes: some Collection<UInt8>, at place: String) throws(TokensProblem) -> [UInt32] {
        var ids: [UInt32] = []
        let separators = Set(" ,[]\t\r\n".utf8)
        for word in bytes.split(whereSeparator: { separators.contains($0) }) {
            let text = String(decoding: word, as: UTF8.self)
            guard let id = UInt32(text) else { throw TokensProblem.data("\(place)\"\(text)\" is not a token id") }
            ids.append(id)
        }
        return ids
    }
}
