/// A place in a drawing, in pixels from its upper left corner.
package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// The extent of something drawn, in pixels.
package struct Size: Hashable, Sendable {
    package var width: Double
    package var height: Double

    package init(_ width: Double, _ height: Double) {
        self.width = width
        self.height = height
    }
}

/// An upright rectangle.
package struct Rectangle: Hashable, Sendable {
    package var origin: Point
    package var size: Size

    package init(_ origin: Point, _ size: Size) {
        self.origin = origin
        self.size = size
    }

    package var minX: Double { origin.x }
    package var maxX: Double { origin.x + size.width }
    package var minY: Double { origin.y }
    package var maxY: Double { origin.y + size.height }
    package var midX: Double { origin.x + size.width / 2 }
    package var midY: Double { origin.y + size.height / 2 }

    /// Whether the two share more than an edge.
    package func overlaps(_ other: Rectangle) -> Bool {
        minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
    }

    package func moved(by offset: Point) -> Rectangle {
        Rectangle(Point(origin.x + offset.x, origin.y + offset.y), size)
    }
}

/// A line from one place to another, of straight and curved pieces.
package struct Route: Hashable, Sendable {
    package enum Piece: Hashable, Sendable {
        case line(to: Point)
        case curve(Point, Point, to: Point)

        package var end: Point {
            switch self {
            case .line(let end), .curve(_, _, let end): end
            }
        }
    }

    package var start: Point
    package var pieces: [Piece] = []

    package init(from start: Point) { self.start = start }

    package var end: Point { pieces.last?.end ?? start }

    /// Goes on in a straight line; nowhere where it is there already.
    mutating func line(to point: Point) {
        guard point != end else { return }
        pieces.append(.line(to: point))
    }

    /// Goes down to a point in a curve that leaves and arrives upright.
    mutating func sweep(to point: Point) {
        let start = end
        guard abs(start.x - point.x) > 0.5 else { return line(to: point) }
        let middle = (start.y + point.y) / 2
        pieces.append(.curve(Point(start.x, middle), Point(point.x, middle), to: point))
    }

    func moved(by offset: Point) -> Route {
        let move = { (point: Point) in Point(point.x + offset.x, point.y + offset.y) }
        var route = Route(from: move(start))
        route.pieces = pieces.map { piece in
            switch piece {
            case .line(let end): .line(to: move(end))
            case .curve(let first, let second, let end): .curve(move(first), move(second), to: move(end))
            }
        }
        return route
    }
}
