import Models

/// What models are saying: lines that are whole, and the beginnings of others.
struct Transcript {
    private var open: [(speaker: ModelHandler.Speaker, text: String)] = []

    /// The beginnings of lines, each with its speaker.
    var unfinished: [(name: String, text: String)] { open.map { ($0.speaker.name, $0.text) } }

    /// Takes what a model said; gives the lines that are whole now.
    ///
    /// - Parameter width: how many characters a line may have; longer ones are broken between words.
    mutating func take(
        _ speech: ModelHandler.Speech, of speaker: ModelHandler.Speaker, width: Int
    ) -> [(name: String, text: String)] {
        let place = open.firstIndex { $0.speaker == speaker }
        var rest = place.map { open[$0].text } ?? ""
        var lines: [String] = []
        switch speech {
        case .text(let text):
            // A model must not be able to steer the terminal.
            for character in text where character.isNewline || !character.isControl {
                if character.isNewline {
                    lines.append(rest)
                    rest = ""
                } else {
                    rest.append(character)
                    if rest.count > width { lines.append(Self.breakLine(&rest)) }
                }
            }
        case .end:
            if !rest.isEmpty { lines.append(rest) }
            rest = ""
        }
        if let place { open.remove(at: place) }
        if !rest.isEmpty { open.append((speaker, rest)) }
        return lines.map { (speaker.name, $0) }
    }

    /// Takes the first part of a line that is too long, up to its last blank.
    private static func breakLine(_ text: inout String) -> String {
        let end = text.dropLast().lastIndex(of: " ") ?? text.index(before: text.endIndex)
        let line = String(text[..<end])
        text = String(text[end...].drop { $0 == " " })
        return line
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
