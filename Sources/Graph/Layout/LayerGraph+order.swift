/// Finding an order within the layers in which few edges cross.
///
/// Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981; medians
/// and transpositions as in Gansner and others, "A Technique for Drawing Directed Graphs", 1993.
extension LayerGraph {
    mutating func order() {
        layers = initialOrder()
        var best = layers
        var fewest = crossings()
        for round in 0..<Self.rounds where fewest > 0 {
            sweep(isDownward: round % 2 == 0)
            transpose()
            let count = crossings()
            if count < fewest { (best, fewest) = (layers, count) }
        }
        layers = best
    }

    private static var rounds: Int { 16 }

    /// The order in which a walk along the edges meets the vertices, so that what the definition has first is left.
    private func initialOrder() -> [[Int]] {
        var order = [[Int]](repeating: [], count: layers.count)
        var isSeen = [Bool](repeating: false, count: vertices.count)
        let roots = vertices.indices.sorted { (vertices[$0].layer, $0) < (vertices[$1].layer, $1) }
        for root in roots where !isSeen[root] {
            var stack = [root]
            while let vertex = stack.popLast() {
                guard !isSeen[vertex] else { continue }
                isSeen[vertex] = true
                order[vertices[vertex].layer].append(vertex)
                stack.append(contentsOf: below[vertex].reversed())
            }
        }
        return order
    }

    private mutating func sweep(isDownward: Bool) {
        let indices = isDownward ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
        for layer in indices {
            let places = positions(in: isDownward ? layer - 1 : layer + 1)
            let medians = layers[layer].enumerated().map { place, vertex in
                Self.median((isDownward ? above : below)[vertex].compactMap { places[$0] }) ?? Double(place)
            }
            layers[layer] = layers[layer].indices.sorted { (medians[$0], $0) < (medians[$1], $1) }
                .map { layers[layer][$0] }
        }
    }

    private func positions(in layer: Int) -> [Int: Int] {
        Dictionary(uniqueKeysWithValues: layers[layer].enumerated().map { ($1, $0) })
    }

    private static func median(_ values: [Int]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    }

    // MARK: Transpositions

    /// Exchanges neighbours as long as that removes crossings.
    private mutating func transpose() {
        var places = [Int](repeating: 0, count: vertices.count)
        for layer in layers { for (place, vertex) in layer.enumerated() { places[vertex] = place } }
        for _ in 0..<Self.rounds {
            var hasImproved = false
            for layer in layers.indices where layers[layer].count > 1 {
                for place in 0..<layers[layer].count - 1 {
                    let (left, right) = (layers[layer][place], layers[layer][place + 1])
                    guard
                        pairCrossings(right, left, places) < pairCrossings(left, right, places)
                    else { continue }
                    layers[layer].swapAt(place, place + 1)
                    (places[left], places[right]) = (place + 1, place)
                    hasImproved = true
                }
            }
            if !hasImproved { return }
        }
    }

    /// The crossings of the edges of two neighbours.
    private func pairCrossings(_ left: Int, _ right: Int, _ places: [Int]) -> Int {
        var count = 0
        for side in [above, below] {
            for one in side[left] { for other in side[right] where places[one] > places[other] { count += 1 } }
        }
        return count
    }

    // MARK: Counting

    /// How many pairs of edges cross.
    func crossings() -> Int {
        guard layers.count > 1 else { return 0 }
        return (1..<layers.count).reduce(0) { $0 + crossings(above: $1) }
    }

    /// Counts inversions with a tree of sums.
    private func crossings(above layer: Int) -> Int {
        let lower = positions(in: layer)
        var counts = [Int](repeating: 0, count: layers[layer].count + 1)
        var (total, seen) = (0, 0)
        for upper in layers[layer - 1] {
            let ends = below[upper].compactMap { lower[$0] }
            for end in ends {
                var (index, notRight) = (end + 1, 0)
                while index > 0 {
                    notRight += counts[index]
                    index &= index - 1
                }
                total += seen - notRight
            }
            for end in ends {
                seen += 1
                var index = end + 1
                while index < counts.count {
                    counts[index] += 1
                    index += index & -index
                }
            }
        }
        return total
    }
}
