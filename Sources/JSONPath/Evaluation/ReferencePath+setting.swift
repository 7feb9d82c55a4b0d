package import JSON

/// Why a value cannot be put where a reference path points to.
package struct ReferencePathError: Error, Hashable, Sendable {
    /// The name under which Step Functions reports it.
    package static let name = "States.ResultPathMatchFailure"

    package let path: String
    package let document: JSONValue
    /// The place that cannot be reached, in the notation of Jayway's messages.
    package let location: String

    /// The cause: `Unable to apply ReferencePath $.a[0] to input {"a":1}`.
    package var cause: String { "Unable to apply ReferencePath \(path) to input \(document.text)" }
}

extension ReferencePath {
    /// The document with the value at the place of the path, whatever the path's root.
    ///
    /// Objects that are missing on the way are made; an array must have the position already.
    /// - Throws: `ReferencePathError` where the way leads through something that is no object, or an array that is too
    ///   short.
    package func setting(
        _ value: JSONValue, in document: JSONValue
    ) throws(ReferencePathError) -> JSONValue {
        var changed = document
        guard places[...].set(value, in: &changed) else {
            throw ReferencePathError(path: text, document: document, location: path.steps.location)
        }
        return changed
    }

    /// The value at the place of the path in a document, whatever the path's root; `nil` where there is none.
    package func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for place in places {
            switch place {
            case .name(let name):
                guard let member = value[name] else { return nil }
                value = member
            case .position(let position):
                guard let element = value[position] else { return nil }
                value = element
            }
        }
        return value
    }
}

extension ArraySlice<ReferencePath.Place> {
    /// Puts the value in its place; `false` where there is no such place.
    fileprivate func set(_ value: JSONValue, in target: inout JSONValue) -> Bool {
        guard let place = first else {
            target = value
            return true
        }
        let rest = dropFirst()
        switch (place, target) {
        case (.name(let name), .object(var object)):
            // Lets go of the target's own reference, so that the object is changed without a copy.
            target = .null
            defer { target = .object(object) }
            return object.update(name, default: .object(JSONObject())) { rest.set(value, in: &$0) }
        case (.position(let position), .array(var elements)):
            guard elements.indices.contains(position) else { return false }
            target = .null
            defer { target = .array(elements) }
            return rest.set(value, in: &elements[position])
        default: return false
        }
    }
}
