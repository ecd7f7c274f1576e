import CPriceData

/// The price list that is compiled into the binary.
enum PriceSnapshot {
    /// The list's bytes, in the binary's read-only data: nothing is read or parsed before an entry is asked for.
    static var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: farthing_price_data(), count: farthing_price_data_size())
    }
}
