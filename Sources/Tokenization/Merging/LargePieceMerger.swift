/// Merging of long pieces, such as a megabyte of one letter, in a time that grows with their length only.
///
/// A piece is merged window by window, so that the work stays in the caches. The parts fit together because ids are an
/// encoding exactly when every two neighbours are the encoding of their own bytes: up to the first merge across a
/// boundary, all merges on both sides of it happen as they would with just these two.
///
/// The vocabularies are such that a token has a higher rank than the two it is merged from (the generator checks it),
/// so ranks can be worked off in ascending order, each from left to right. A list of positions hangs off each rank;
/// a bitmap in three levels finds the next rank that has any. A list is sorted when it did not come in order.
struct LargePieceMerger {
    /// Bytes that are merged at once. (All of a megabyte at once took two to six times as long.)
    private static let window = 4096
    /// Bytes that are taken back at first when a window does not fit to what is before it.
    private static let overlap = 32
    private static let end: Int32 = -1
    private var heads: [Int32] = []
    private var bits: [UInt64] = []
    private var nodes: [Node] = []
    private var batch: [Int32] = []

    /// A part, and its place in the list of the rank at which it merges with the next part.
    private struct Node {
        var id: UInt32
        var rank: UInt32
        var previous: Int32
        var next: Int32
        var listPrevious: Int32
        var listNext: Int32
    }

    /// Merges `count` bytes into `ids`, which must have room for as many, and returns the number of ids.
    mutating func merge(
        _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable, into ids: UnsafeMutablePointer<UInt32>
    ) -> Int {
        var found = 0
        var position = 0
        while position < count {
            let end = min(count, position &+ Self.window)
            var start = position
            var overlap = Self.overlap
            repeat {
                // The end of the last window was no end of the piece. Taking back twice as much each time bounds the
                // work even when it has to go back to the beginning.
                let goal = position &- overlap
                while found > 0, start > goal {
                    found &-= 1
                    start &-= table.bytesOfToken(ids[found]).count
                }
                overlap &*= 2
                let merged = mergeWindow(piece + start, count: end &- start, in: table, into: ids + found)
                if found == 0 || fit(ids[found &- 1], ids[found], table) {
                    found &+= merged
                    break
                }
            } while true
            position = end
        }
        return found
    }

    /// Whether two ids are the encoding of their bytes.
    private mutating func fit(_ left: UInt32, _ right: UInt32, _ table: VocabularyTable) -> Bool {
        let bytes = Array(table.bytesOfToken(left)) + Array(table.bytesOfToken(right))
        var ids = [UInt32](repeating: 0, count: bytes.count)
        return bytes.withUnsafeBufferPointer { bytes in
            ids.withUnsafeMutableBufferPointer { ids in
                guard let bytes = bytes.baseAddress, let found = ids.baseAddress else { return false }
                return mergeWindow(bytes, count: ids.count, in: table, into: found) == 2
                    && found[0] == left && found[1] == right
            }
        }
    }

    /// Merges all of it at once: a window, and what was taken back for it.
    mutating func mergeWindow(
        _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable, into ids: UnsafeMutablePointer<UInt32>
    ) -> Int {
        precondition(count < Int(Int32.max), "a piece has fewer than 2^31 bytes")
        let limit = Int(table.idLimit)
        if heads.count < limit {
            heads = [Int32](repeating: Self.end, count: limit)
            bits = [UInt64](repeating: 0, count: 4096 + 64 + 1)
        }
        nodes.reserveCapacity(count)
        nodes.removeAll(keepingCapacity: true)
        for index in 0..<count {
            let position = Int32(truncatingIfNeeded: index)
            nodes.append(
                Node(
                    id: table.id(ofByte: piece[index]), rank: VocabularyTable.none, previous: position - 1,
                    next: index + 1 < count ? position + 1 : Self.end, listPrevious: Self.end, listNext: Self.end))
        }
        heads.withUnsafeMutableBufferPointer { heads in
            bits.withUnsafeMutableBufferPointer { bits in
                nodes.withUnsafeMutableBufferPointer { nodes in
                    guard let heads = heads.baseAddress, let bits = bits.baseAddress, let nodes = nodes.baseAddress
                    else { return }
                    var queue = RankQueue(heads: heads, bits: bits, nodes: nodes)
                    for index in stride(from: count - 2, through: 0, by: -1) {
                        let rank = table.merge(bytes: piece[index], piece[index &+ 1])
                        if rank != VocabularyTable.none { queue.insert(Int32(truncatingIfNeeded: index), rank) }
                    }
                    Self.run(&queue, &batch, table)
                }
            }
        }
        var found = 0
        var index: Int32 = 0
        while index >= 0 {
            let node = nodes[Int(index)]
            ids[found] = node.id
            found += 1
            index = node.next
        }
        return found
    }

    /// Frees the memory of a very long piece.
    mutating func shrink() {
        if nodes.capacity > 1 << 14 { nodes = [] }
        if batch.capacity > 1 << 14 { batch = [] }
    }

    private static func run(_ queue: inout RankQueue, _ batch: inout [Int32], _ table: VocabularyTable) {
        let nodes = queue.nodes
        while let rank = queue.takeLowest(into: &batch) {
            for position in batch {
                let index = Int(position)
                // An earlier merge of this batch may have taken one of the two parts.
                guard nodes[index].rank == rank else { continue }
                let removed = Int(nodes[index].next)
                if nodes[removed].rank != VocabularyTable.none {
                    if nodes[removed].rank != rank { queue.remove(Int32(truncatingIfNeeded: removed)) }
                    nodes[removed].rank = VocabularyTable.none
                }
                let next = nodes[removed].next
                nodes[index].id = rank
                nodes[index].rank = VocabularyTable.none
                nodes[index].next = next
                if next >= 0 {
                    nodes[Int(next)].previous = position
                    let merged = table.merge(rank, nodes[Int(next)].id)
                    if merged != VocabularyTable.none { queue.insert(position, merged) }
                }
                let previous = nodes[index].previous
                if previous >= 0 {
                    let before = Int(previous)
                    if nodes[before].rank != VocabularyTable.none {
                        if nodes[before].rank != rank { queue.remove(previous) }
                        nodes[before].rank = VocabularyTable.none
                    }
                    let merged = table.merge(nodes[before].id, rank)
                    if merged != VocabularyTable.none { queue.insert(previous, merged) }
                }
            }
        }
    }

    /// The lists by rank. All heads are empty again once it has run dry.
    private struct RankQueue {
        let heads: UnsafeMutablePointer<Int32>
        let bits: UnsafeMutablePointer<UInt64>
        let nodes: UnsafeMutablePointer<Node>

        @inline(__always)
        mutating func insert(_ position: Int32, _ rank: UInt32) {
            let index = Int(position)
            let head = heads[Int(rank)]
            nodes[index].rank = rank
            nodes[index].listPrevious = LargePieceMerger.end
            nodes[index].listNext = head
            heads[Int(rank)] = position
            if head >= 0 {
                nodes[Int(head)].listPrevious = position
            } else {
                mark(Int(rank))
            }
        }

        /// Takes a position out of its list; the bitmap may then claim a rank that has none, which is harmless.
        @inline(__always)
        mutating func remove(_ position: Int32) {
            let node = nodes[Int(position)]
            if node.listPrevious >= 0 {
                nodes[Int(node.listPrevious)].listNext = node.listNext
            } else {
                heads[Int(node.rank)] = node.listNext
            }
            if node.listNext >= 0 { nodes[Int(node.listNext)].listPrevious = node.listPrevious }
        }

        @inline(__always)
        private func mark(_ rank: Int) {
            bits[rank &>> 6] |= 1 &<< UInt64(rank & 63)
            bits[4096 &+ rank &>> 12] |= 1 &<< UInt64((rank &>> 6) & 63)
            bits[4096 &+ 64] |= 1 &<< UInt64(rank &>> 12)
        }

        /// Takes all positions of the lowest rank that has any, in order; nil when there is none.
        mutating func takeLowest(into batch: inout [Int32]) -> UInt32? {
            batch.removeAll(keepingCapacity: true)
            while bits[4096 &+ 64] != 0 {
                let high = bits[4096 &+ 64].trailingZeroBitCount
                let middle = high &<< 6 | bits[4096 &+ high].trailingZeroBitCount
                let rank = middle &<< 6 | bits[middle].trailingZeroBitCount
                bits[middle] &= bits[middle] &- 1
                if bits[middle] == 0 {
                    bits[4096 &+ high] &= bits[4096 &+ high] &- 1
                    if bits[4096 &+ high] == 0 { bits[4096 &+ 64] &= bits[4096 &+ 64] &- 1 }
                }
                var position = heads[rank]
                heads[rank] = LargePieceMerger.end
                var ascending = true
                var last: Int32 = -1
                while position >= 0 {
                    ascending = ascending && position > last
                    last = position
                    batch.append(position)
                    position = nodes[Int(position)].listNext
                }
                if batch.isEmpty { continue }
                if !ascending {
                    // Positions are mostly put in from left to right, which gives a list from right to left.
                    batch.reverse()
                    if !isSorted(batch) { batch.sort() }
                }
                return UInt32(truncatingIfNeeded: rank)
            }
            return nil
        }

        private func isSorted(_ batch: [Int32]) -> Bool {
            for index in batch.indices.dropFirst() where batch[index] < batch[index - 1] { return false }
            return true
        }
    }
}
