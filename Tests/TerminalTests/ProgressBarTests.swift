import Testing

@testable import Terminal

@Suite struct ProgressBarTests {
    @Test func `stays silent for a second and draws ten times a second at most`() {
        var bar = ProgressBar(label: "Loading", total: 10)
        #expect(bar.advance(to: 1, elapsed: .milliseconds(999), columns: 80) == nil)
        #expect(bar.finish() == nil)
        #expect(
            bar.advance(to: 5, elapsed: .milliseconds(1000), columns: 80)
                == "\r\u{1B}[KLoading ████████████░░░░░░░░░░░░ 50%")
        #expect(bar.advance(to: 6, elapsed: .milliseconds(1099), columns: 80) == nil)
        #expect(bar.advance(to: 20, elapsed: .milliseconds(1100), columns: 12) == "\r\u{1B}[KLoading ██…")
        #expect(bar.finish() == "\r\u{1B}[K")
        #expect(bar.finish() == nil)
    }

    @Test func `counts when the total is unknown`() {
        var bar = ProgressBar(label: "Rows", total: 0)
        #expect(bar.advance(to: 7, elapsed: .seconds(2), columns: 80) == "\r\u{1B}[KRows 7")
    }
}
