/// Where the pieces that are no tokens get merged; takes scratch memory when the first of them comes.
struct PieceEncoder {
    let table: VocabularyTable
    private let pool: ScratchPool
    private var scratch: MergeScratch?

    init(_ definition: EncodingDefinition) {
        table = definition.table
        pool = definition.scratch
    }

    /// Gives the memory to merge in, which is kept until `finish`.
    mutating func memory() -> MergeScratch {
        if let scratch { return scratch }
        let taken = pool.take()
        scratch = taken
        return taken
    }

    /// Gives the scratch memory back.
    mutating func finish() {
        if let scratch { pool.giveBack(scratch) }
        scratch = nil
    }
}

/// Counts tokens, and stops after the batch with which there are more than `limit`.
struct CountingSink: PieceSink {
    var encoder: PieceEncoder
    var total = 0
    let limit: Int

    mutating func take(_ batch: PieceBatch) -> Bool {
        let misses = encoder.table.lookUp(batch)
        total &+= batch.count &- misses
        if misses > 0 {
            let table = encoder.table
            let memory = encoder.memory()
            for miss in 0..<misses {
                let index = Int(truncatingIfNeeded: batch.misses[miss])
                total &+= memory.count(batch.pieces[index], count: batch.lengths[index], in: table)
            }
        }
        return total <= limit
    }
}

/// Collects ids, and stops after the batch with which there are more than `limit`.
struct CollectingSink: PieceSink {
    var encoder: PieceEncoder
    var ids: [UInt32]
    let limit: Int

    mutating func take(_ batch: PieceBatch) -> Bool {
        let misses = encoder.table.lookUp(batch)
        var start = 0
        if misses > 0 {
            let table = encoder.table
            let memory = encoder.memory()
            for miss in 0..<misses {
                let index = Int(truncatingIfNeeded: batch.misses[miss])
                ids.append(contentsOf: UnsafeBufferPointer(start: batch.ids + start, count: index &- start))
                ids.append(
                    contentsOf: memory.ids(batch.pieces[index], count: batch.lengths[index], in: table))
                start = index &+ 1
            }
        }
        ids.append(contentsOf: UnsafeBufferPointer(start: batch.ids + start, count: batch.count &- start))
        return ids.count <= limit
    }
}
