/// One event of an event stream (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable, Equatable {
    /// The `event` field; `message` when there was none.
    package var type: String
    /// The `data` lines, joined by line feeds. Not checked to be UTF-8.
    package var data: ArraySlice<UInt8>
    /// The last `id` of the stream up to here; empty when there was none.
    package var id: String

    package init(type: String = "message", data: ArraySlice<UInt8>, id: String = "") {
        self.type = type
        self.data = data
        self.id = id
    }

    /// The data as text; bytes that are no UTF-8 are replaced.
    package var text: String { String(decoding: data, as: UTF8.self) }
}
