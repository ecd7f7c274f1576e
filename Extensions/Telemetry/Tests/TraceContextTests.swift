import LanguageModels
import Testing

@Suite struct TraceContextTests {
    @Test func `a traceparent comes out as it went in`() throws {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let context = try #require(TraceContext(traceparent: text))
        #expect(context.traceparent == text)
        #expect(context.isSampled)
        #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        let child = context.child()
        #expect(child.traceID == context.traceID)
        #expect(child.spanID != context.spanID)
        // Leading zeros are kept.
        let small = try #require(TraceContext(trace: 1, span: 2, isSampled: false))
        #expect(small.traceparent == "00-00000000000000000000000000000001-0000000000000002-00")
    }

    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "ff-\(trace)-\(span)-01", "00-\(trace.uppercased())-\(span)-01",
        "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
        "00-\(trace)-\(span)-01-more", "00_\(trace)-\(span)-01", "00-\(trace.dropLast(2))é-\(span)-01",
    ])
    func `what is no traceparent is none`(text: String) { #expect(TraceContext(traceparent: text) == nil) }

    @Test func `a later version's is read as far as it is known`() throws {
        let later = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes-later"
        #expect(try #require(TraceContext(traceparent: later)).isSampled)
    }
}
