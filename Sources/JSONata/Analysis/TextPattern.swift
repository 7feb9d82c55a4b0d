/// What can be said of a text before it is computed: its constant parts, with anything in between.
package struct TextPattern: Hashable, Sendable {
    package enum Piece: Hashable, Sendable {
        case constant(String)
        case anything
    }

    /// No two constants and no two gaps stand side by side.
    package private(set) var pieces: [Piece] = []

    package static let anything = TextPattern([.anything])

    package init(_ pieces: [Piece]) {
        for piece in pieces { append(piece) }
    }

    package init(_ constant: String) { self.init([.constant(constant)]) }

    private mutating func append(_ piece: Piece) {
        switch (piece, pieces.last) {
        case (.constant(""), _), (.anything, .anything?): break
        case (.constant(let text), .constant(let before)?): pieces[pieces.count - 1] = .constant(before + text)
        default: pieces.append(piece)
        }
    }

    package static func + (left: TextPattern, right: TextPattern) -> TextPattern {
        TextPattern(left.pieces + right.pieces)
    }

    /// The text, where all of it is known.
    package var constant: String? {
        if pieces.isEmpty { return "" }
        guard pieces.count == 1, case .constant(let text) = pieces[0] else { return nil }
        return text
    }

    /// The text with `*` for what is not known.
    package var wildcardText: String {
        pieces.map { piece in
            switch piece {
            case .constant(let text): text
            case .anything: "*"
            }
        }.joined()
    }
}
