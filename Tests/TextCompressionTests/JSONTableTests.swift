import Testing

@testable import TextCompression

struct JSONTableTests {
    private func table(_ json: String) -> String? {
        JSONTable.compressed(Array(json.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a list of records becomes a table with what is as above marked`() {
        let cities = ["Bonn", "Bonn", "Cologne", "Cologne", "Cologne", "Trier", "Trier", "Trier"]
        let rows = cities.enumerated().map { index, city in
            #"{"id": \#(index + 1), "at": {"city": "\#(city)", "zip": "5311\#(index)"}}"#
        }
        #expect(
            table("[" + rows.joined(separator: ", ") + "]") == """
                [table; ^ as above]
                id,at{city,zip}
                1,Bonn,53110
                2,^,53111
                3,Cologne,53112
                4,^,53113
                5,^,53114
                6,Trier,53115
                7,^,53116
                8,^,53117
                """)
    }

    @Test func `what every row has is said once`() {
        let json = #"[{"a":1,"kind":"ticket"},{"a":2,"kind":"ticket"},{"a":3,"kind":"ticket"},{"a":4,"kind":"ticket"}]"#
        #expect(table(json) == "[table]\nevery row: kind:ticket\na\n1\n2\n3\n4")
    }

    @Test func `a missing member, null and an empty string are three things`() {
        let json = """
            [{"name":"first","note":null},{"name":"second"},{"name":"third","note":""},{"name":"fourth","note":"~"},\
            {"name":"fifth","note":"null"},{"name":"sixth","note":"x,y"},{"name":"seventh","note":" z"}]
            """
        #expect(
            table(json) == """
                [table; ~ absent]
                name,note
                first,
                second,~
                third,""
                fourth,"~"
                fifth,"null"
                sixth,"x,y"
                seventh," z"
                """)
    }

    @Test func `numbers and strings keep their bytes`() {
        let json = #"{"price": 1.50, "big": 1e400, "id": "007", "text": "line\n\"quoted\" \u00e9", "é": "ü"}"#
        #expect(table(json) == #"{price:1.50,big:1e400,id:007,text:"line\n\"quoted\" \u00e9",é:ü}"#)
    }

    @Test func `things by their ids say their members once`() {
        let json = #"{"cards": {"c1": {"brand": "visa", "id": "c1"}, "c2": {"brand": "amex", "id": "c2"}}}"#
        #expect(table(json) == "{cards:{each id:{brand};c1:visa;c2:amex}}")
    }

    @Test(arguments: ["", "[", "[1,", "{\"a\" 1}", "[1] x", "{\"a\":tru}", "\"open", "nul", "{a:1}", "[1,]x"])
    func `broken JSON is left alone`(_ text: String) {
        #expect(table(text) == nil)
    }

    @Test func `JSON that nests too deep is left alone`() {
        #expect(table(String(repeating: "[ ", count: 100) + String(repeating: "] ", count: 100)) == nil)
    }

    @Test func `lines of JSON are a list`() {
        let lines = (1...8).map { #"{"level": "info", "n": \#($0)00}"# }.joined(separator: "\n")
        #expect(table(lines) == "[table]\nevery row: level:info\nn\n100\n200\n300\n400\n500\n600\n700\n800")
    }

    @Test func `a record read again says only what changed`() throws {
        let before =
            #"{"order_id":"W1","owner":"mia_li_3668","address":"975 Sunset Drive, Suite 217, Austin","status":"pending"}"#
        let after =
            #"{"order_id":"W1","owner":"mia_li_3668","address":"975 Sunset Drive, Suite 217, Austin","status":"cancelled"}"#
        let earlier = try #require(JSONTape(Array(before.utf8)))
        let later = try #require(JSONTape(Array(after.utf8)))
        let changes = try #require(JSONTable.compressed(later, since: earlier))
        #expect(
            String(decoding: changes, as: UTF8.self)
                == "{order_id:W1,status:cancelled; the rest as in the earlier result with order_id:W1}")
    }
}
