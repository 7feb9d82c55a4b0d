import Foundation
import Testing

@testable import Graph

/// What holds of every drawing: nothing overlaps, lines go from box to box and run across none, and all is in the frame.
func expectSound(_ drawing: FlowDrawing, sourceLocation: SourceLocation = #_sourceLocation) {
    expectNothingOverlaps(drawing, sourceLocation)
    expectLinesMeetBoxes(drawing, sourceLocation)
    for box in drawing.boxes {
        for branch in box.branches {
            #expect(contains(box.frame, branch.frame), "\(box.node.name)", sourceLocation: sourceLocation)
            for inner in branch.drawing.boxes {
                #expect(contains(branch.frame, inner.frame), "\(inner.node.name)", sourceLocation: sourceLocation)
            }
            expectSound(branch.drawing, sourceLocation: sourceLocation)
        }
    }
}

private func expectNothingOverlaps(_ drawing: FlowDrawing, _ sourceLocation: SourceLocation) {
    let things =
        drawing.boxes.map { ($0.node.name, $0.frame) }
        + drawing.lines.compactMap { line in line.labelFrame.map { (line.label.joined(), $0) } }
    for (index, one) in things.enumerated() {
        for other in things[(index + 1)...] where one.1.overlaps(other.1) {
            Issue.record("'\(one.0)' and '\(other.0)' overlap", sourceLocation: sourceLocation)
        }
    }
}

private func expectLinesMeetBoxes(_ drawing: FlowDrawing, _ sourceLocation: SourceLocation) {
    for line in drawing.lines {
        let (from, to) = (drawing.boxes[line.edge.from], drawing.boxes[line.edge.to])
        #expect(isNear(line.route.start, Point(from.frame.midX, from.frame.maxY)), sourceLocation: sourceLocation)
        #expect(isNear(line.route.end, Point(to.frame.midX, to.frame.minY)), sourceLocation: sourceLocation)
        for point in points(along: line.route) {
            for box in drawing.boxes where isInside(point, box.frame) {
                Issue.record(
                    "the line '\(from.node.name)' → '\(to.node.name)' runs across '\(box.node.name)'",
                    sourceLocation: sourceLocation)
                return
            }
        }
    }
}

private func contains(_ outer: Rectangle, _ inner: Rectangle) -> Bool {
    outer.minX <= inner.minX + 0.01 && inner.maxX <= outer.maxX + 0.01 && outer.minY <= inner.minY + 0.01
        && inner.maxY <= outer.maxY + 0.01
}

private func isNear(_ one: Point, _ other: Point) -> Bool { abs(one.x - other.x) < 0.1 && abs(one.y - other.y) < 0.1 }

private func isInside(_ point: Point, _ frame: Rectangle) -> Bool {
    point.x > frame.minX + 1 && point.x < frame.maxX - 1 && point.y > frame.minY + 1 && point.y < frame.maxY - 1
}

/// Twenty points on each piece of a route.
private func points(along route: Route) -> [Point] {
    var start = route.start
    return route.pieces.flatMap { piece in
        defer { start = piece.end }
        let from = start
        return (1...20).map { step in
            let t = Double(step) / 20
            switch piece {
            case .line(let end): return Point(from.x + (end.x - from.x) * t, from.y + (end.y - from.y) * t)
            case .curve(let first, let second, let end):
                let (a, b, c, d) = (
                    (1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t * t * t
                )
                return Point(
                    a * from.x + b * first.x + c * second.x + d * end.x,
                    a * from.y + b * first.y + c * second.y + d * end.y)
            }
        }
    }
}

/// Every tag is closed in its turn, and no `&` or `<` stands bare.
func expectWellFormed(_ xml: String, sourceLocation: SourceLocation = #_sourceLocation) {
    var open: [Substring] = []
    var rest = Substring(xml)
    while let start = rest.firstIndex(of: "<") {
        #expect(!rest[..<start].contains(">"), sourceLocation: sourceLocation)
        guard let end = rest[start...].firstIndex(of: ">") else {
            Issue.record("a tag does not end", sourceLocation: sourceLocation)
            return
        }
        let tag = rest[rest.index(after: start)..<end]
        let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }
        if tag.hasPrefix("/") {
            #expect(open.popLast() == name, sourceLocation: sourceLocation)
        } else if !tag.hasSuffix("/") {
            open.append(name)
        }
        rest = rest[rest.index(after: end)...]
    }
    #expect(open.isEmpty, sourceLocation: sourceLocation)
}
