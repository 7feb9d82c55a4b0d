/// How measured values are distributed, for each set of attributes.
package struct Histogram: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package let attributes: [Attribute]
        package var startMilliseconds: Int64
        package var stopMilliseconds: Int64
        package var count: Int64 = 0
        package var sum = 0.0
        package var minimum = Double.infinity
        package var maximum = -Double.infinity
        package var buckets: [Int64]
    }

    package let name: String
    package let unit: String
    package let description: String
    /// The upper bounds of all buckets but the last.
    package let bounds: [Double]
    package private(set) var points: [Point] = []

    /// - Parameter milliseconds: from when to when it was measured, since 1970.
    package mutating func record(_ value: Double, _ attributes: [Attribute], from start: Int64, to stop: Int64) {
        let place: Int
        if let known = points.firstIndex(where: { $0.attributes == attributes }) {
            place = known
        } else {
            place = points.count
            points.append(
                Point(
                    attributes: attributes, startMilliseconds: start, stopMilliseconds: stop,
                    buckets: Array(repeating: 0, count: bounds.count + 1)))
        }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        points[place].buckets[bucket] += 1
        points[place].count += 1
        points[place].sum += value
        points[place].minimum = min(points[place].minimum, value)
        points[place].maximum = max(points[place].maximum, value)
        points[place].startMilliseconds = min(points[place].startMilliseconds, start)
        points[place].stopMilliseconds = max(points[place].stopMilliseconds, stop)
    }
}
