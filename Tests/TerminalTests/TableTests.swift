import Testing

@testable import Terminal

@Suite struct TableTests {
    private func costs() -> Table {
        var table = Table([.init("Model"), .number("Calls"), .number("USD")])
        table.add(["openai/gpt-nano", "12", "0.0031"])
        table.add(["日本/模型", "1,203", "12.5"])
        table.add(["e\u{301}t\u{1B}[31m\nb"])
        return table
    }

    @Test func `aligns by what is seen, numbers at the right`() {
        #expect(
            costs().rendered(width: nil, palette: Palette(isEnabled: false)) == """
                Model            Calls     USD
                openai/gpt-nano     12  0.0031
                日本/模型        1,203    12.5
                e\u{301}t^[[31m b

                """)
    }

    @Test func `cuts the widest text column to fit the terminal`() {
        let text = costs().rendered(width: 24, palette: Palette(isEnabled: false))
        #expect(
            text == """
                Model      Calls     USD
                openai/g…     12  0.0031
                日本/模型  1,203    12.5
                e\u{301}t^[[31m…

                """)
        #expect(text.split(separator: "\n").allSatisfy { $0.displayWidth <= 24 })
    }

    @Test func `sets headings off only where there is colour`() {
        let table = Table([.init("Name"), .init("Kind")])
        #expect(
            table.rendered(width: nil, palette: Palette(isEnabled: true))
                == "\u{1B}[1mName\u{1B}[0m  \u{1B}[1mKind\u{1B}[0m\n")
    }
}
