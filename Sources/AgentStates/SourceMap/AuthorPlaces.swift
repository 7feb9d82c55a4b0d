import JSON
package import StatesLanguage

/// Where what stands in generated states came from.
///
/// A class, because the writers of all agent states of a definition add to it; it never leaves the lowering.
final class AuthorPlaces {
    /// By the path of a part in a generated state: `Ask.Tool.find/Arguments`.
    private(set) var places: [String: Location] = [:]

    func note(_ path: String, in state: String, from location: Location) { places[state + path] = location }
}

extension Lowering {
    /// Findings of the plain definition, as findings of what the author wrote.
    ///
    /// Where one place of the author leads to several generated states, its findings are told once.
    package func translating(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return diagnostics.map(translated).filter { seen.insert($0).inserted }
    }

    private func translated(_ diagnostic: Diagnostic) -> Diagnostic {
        guard let location = diagnostic.location, let (state, rest) = generatedState(in: location) else {
            return diagnostic
        }
        let (place, detail) = authorPlace(state, rest)
        return Diagnostic(
            severity: diagnostic.severity, code: diagnostic.code, message: diagnostic.message,
            location: place.text + detail,
            position: document?.map.position(of: place.pointer + pointer(detail)))
    }

    /// The generated state that a location leads to, and what comes after its name.
    private func generatedState(in location: String) -> (state: String, rest: Substring)? {
        origins.keys.compactMap { name -> (state: String, rest: Substring)? in
            guard let range = location.ranges(of: "/States/\(name)").last else { return nil }
            let rest = location[range.upperBound...]
            return rest.isEmpty || rest.hasPrefix("/") ? (name, rest) : nil
        }.min { $0.rest.count < $1.rest.count }
    }

    private func authorPlace(_ state: String, _ rest: Substring) -> (Location, String) {
        var path = rest
        while true {
            if let place = places[state + path] { return (place, String(rest[path.endIndex...])) }
            guard let end = path.lastIndex(where: { $0 == "/" || $0 == "[" }) else { break }
            path = path[..<end]
        }
        let author = origins[state].flatMap { stateLocations[$0] } ?? .root
        return (author, "")
    }

    private func pointer(_ detail: String) -> String {
        detail.replacing("[", with: "/").replacing("]", with: "")
    }
}
