/// A path that identifies exactly one place: `$.a['b'][0]`, with names and positions from 0 only.
///
/// `ResultPath` says with one where a result goes; `Variable`, `SecondsPath` and the like where a value is found.
///
/// Specification: Amazon States Language, "Reference Paths".
package struct ReferencePath: Sendable, Hashable {
    /// The same as a path, for looking up the value.
    package let path: Path
    let places: [Place]

    enum Place: Sendable, Hashable {
        case name(String)
        case position(Int)
    }

    /// - Throws: `PathSyntaxError` where the text is no path, or one that may identify several places.
    package init(_ text: String) throws(PathSyntaxError) {
        let path = try Path(text)
        var places: [Place] = []
        for step in path.steps.all {
            switch step {
            case .name(let name): places.append(.name(name))
            case .index(let position) where position >= 0: places.append(.position(position))
            default:
                let reason = "'\(step.fragment)' does not identify one place; use names and positions from 0"
                throw PathSyntaxError(.notAReferencePath(reason), at: 0)
            }
        }
        self.path = path
        self.places = places
    }

    package var text: String { path.text }
    package var root: Path.Root { path.root }

    /// Whether the path is the document itself: `$`.
    package var isWholeDocument: Bool { places.isEmpty }
}
