import JSON

/// A place in a definition, as the names and positions that lead to it.
package indirect enum Location: Hashable, Sendable {
    case root
    case member(Location, String)
    case element(Location, Int)

    /// The place of a member of the object here.
    package func member(_ name: String) -> Location { .member(self, name) }

    /// The place of an element of the array here, from 0.
    package func element(_ index: Int) -> Location { .element(self, index) }

    /// The place as Step Functions writes it: `/States/Check/Choices[0]/Next`; names stand as they are.
    package var text: String {
        if case .root = self { return "/" }
        return steps.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += "/\(name)"
            case .position(let index): text += "[\(index)]"
            }
        }
    }

    /// The place as a JSON Pointer (RFC 6901): `/States/Check/Choices/0/Next`, as a `SourceMap` knows it.
    package var pointer: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += "/\(SourceMap.escape(name))"
            case .position(let index): text += "/\(index)"
            }
        }
    }

    private enum Step {
        case name(String)
        case position(Int)
    }

    private var steps: [Step] {
        var steps: [Step] = []
        var place = self
        while true {
            switch place {
            case .root: return steps.reversed()
            case .member(let parent, let name):
                steps.append(.name(name))
                place = parent
            case .element(let parent, let index):
                steps.append(.position(index))
                place = parent
            }
        }
    }
}
