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
        #expect(table(json) == "[{a,kind=ticket}:1;2;3;4]")
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
        let changes = try #require(JSONTable.compressed(later, besides: earlier, .above))
        #expect(String(decoding: changes, as: UTF8.self) == "{order_id:W1,status:cancelled; the rest as above}")
        let before2 = try #require(JSONTape(Array(before.replacing("W1", with: "W2").utf8)))
        let other = try #require(JSONTable.compressed(later, besides: before2, .below))
        #expect(
            String(decoding: other, as: UTF8.self)
                == "{order_id:W1,status:cancelled; the rest as in order_id:W2 below}")
    }

    @Test func `records inside a record of the same kind leave their names out`() throws {
        func order(_ id: String, _ lines: String) -> String {
            #"{"order_id":"\#(id)","owner":"mia_li_3668","address":"975 Sunset Drive, Suite 217, Austin, Texas 78701, USA","lines":[\#(lines)]}"#
        }
        let one = order("W1", #"{"article":"lamp","price":9.50},{"article":"desk","price":80}"#)
        let two = order("W2", #"{"article":"a, b","price":null}"#)
        let three = order("W3", #"{"article":"sofa"}"#)
        let tapes = try [one, two, three].map { try #require(JSONTape(Array($0.utf8))) }
        let named = try #require(JSONTable.compressed(tapes[1], besides: tapes[0], .above))
        #expect(
            String(decoding: named, as: UTF8.self)
                == #"{order_id:W2,lines:["a, b",null]; names and the rest as in order_id:W1 above}"#)
        let longer = try #require(
            JSONTape(Array(order("W4", #"{"article":"bed","price":1}"#).replacing("mia_li_3668", with: "x").utf8)))
        let bare = try #require(JSONTable.compressed(longer, besides: tapes[0], .above))
        #expect(String(decoding: bare, as: UTF8.self) == "{names as in order_id:W1 above, ^ as there: W4,x,^,[bed,1]}")
        let others = try #require(JSONTable.compressed(tapes[2], besides: tapes[0], .above))
        #expect(
            String(decoding: others, as: UTF8.self)
                == "{order_id:W3,lines:[{article:sofa}]; the rest as in order_id:W1 above}")
    }

    @Test func `an older state names what it did not have yet`() throws {
        let older = #"{"id":"W1","state":"open","address":"975 Sunset Drive, Suite 217, Austin, Texas 78701, USA"}"#
        let newer = older.dropLast() + #","reason":"late","refund":12.50}"#
        let (before, after) = try (
            #require(JSONTape(Array(older.replacing("{", with: #"{"no":1,"#).utf8))),
            #require(JSONTape(Array(newer.replacing("{", with: #"{"no":1,"#).replacing("open", with: "shut").utf8)))
        )
        let text = try #require(JSONTable.compressed(before, besides: after, .below))
        #expect(String(decoding: text, as: UTF8.self) == "{no:1,state:open; without reason,refund; the rest as below}")
    }

    @Test func `what all records of an inner list have stands in its header`() {
        let legs = [("BOS", "MIA", 86), ("MIA", "DEN", 148), ("DEN", "SFO", 9)].map {
            #"{"from": "\#($0)", "to": "\#($1)", "flight": \#($2), "date": "2024-05-22", "note": null}"#
        }
        #expect(
            table(#"{"trip": "PUNERT", "legs": [\#(legs.joined(separator: ", "))]}"#)
                == "{trip:PUNERT,legs:[{from,to,flight,date=2024-05-22,note=null}:BOS,MIA,86;MIA,DEN,148;DEN,SFO,9]}")
        // Records that are all the same are still counted.
        #expect(
            table(#"{"boxes": [{"colour": "green", "size": "large"}, {"colour": "green", "size": "large"}]}"#)
                == "{boxes:[{colour,size=large}:green;green]}")
    }

    @Test func `a record that lists of a list share is written once`() {
        func leg(_ flight: String, _ seats: Int) -> String {
            #"{"flight": "\#(flight)", "leaves": "06:00", "seats": \#(seats)}"#
        }
        let pairs = [("HA69", "HA11"), ("HA69", "HA58"), ("HA69", "HA74"), ("HA70", "HA11"), ("HA70", "HA58")]
        let lists = pairs.map { "[\(leg($0, 7)), \(leg($1, $0 == "HA70" && $1 == "HA58" ? 2 : 9))]" }
        #expect(
            table("[\(lists.joined(separator: ", ")), [\(leg("^x y", 1))], [\(leg("^x y", 1))]]") == """
                [table; ^X the record X above again]
                [{flight,leaves=06:00,seats}]
                [HA69,7;HA11,9]
                [^HA69;HA58,9]
                [^HA69;HA74,9]
                [HA70,7;^HA11]
                [^HA70;HA58,2]
                ["^x y",1]
                [^"^x y"]
                """)
    }

    @Test func `a list of the same records as another leaves their names out`() throws {
        func flights(_ names: String...) -> String {
            let rows = names.map {
                #"{"flight_number": "\#($0)", "departure_time": "05:30", "seats": {"economy": 20, "business": null}}"#
            }
            return "[\(rows.joined(separator: ", "))]"
        }
        let first = try #require(JSONTape(Array(flights("HA1").utf8)))
        let names = try #require(JSONNames(of: first))
        #expect(String(decoding: names.header, as: UTF8.self) == "flight_number,departure_time,seats{economy,business}")
        let second = try #require(JSONTape(Array(flights("HA2", "a, b").utf8)))
        #expect(
            String(decoding: JSONTable.compressed(second, namedAs: names, .above), as: UTF8.self)
                == #"[names as in flight_number,… above:HA2,05:30,20,;"a, b",05:30,20,]"#)
        for other in [
            #"[{"flight_number": "HA1", "legs": [1, 2], "departure_time": "05:30"}]"#, "[1, 2]", "{}", "[[], {}]",
        ] {
            #expect(JSONTape(Array(other.utf8)).flatMap(JSONNames.init) == nil)
        }
    }
}
