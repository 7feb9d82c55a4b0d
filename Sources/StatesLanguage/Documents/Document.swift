package import JSON

/// A text of JSON or YAML that was read, and where its values stand in it.
package struct Document: Sendable {
    package let value: JSONValue
    package let map: SourceMap

    package init(value: JSONValue, map: SourceMap = SourceMap()) {
        self.value = value
        self.map = map
    }

    /// Reads a text, which must be UTF-8.
    ///
    /// - Parameter memberForTag: how a YAML value with an application's tag (`!Ref Table`) is read: as an object with one
    ///   member of that name (`{"Ref": "Table"}`); tags for which it is nil are refused, as all are without it.
    /// - Throws: a `Diagnostic` with the place and the reason.
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, memberForTag: ((_ tag: String) -> String?)? = nil
    ) throws(Diagnostic) {
        guard !bytes.allSatisfy({ $0 <= 0x20 }) else {
            throw Diagnostic(code: DiagnosticCode.missingDescription, message: "The definition is empty")
        }
        switch syntax {
        case .json: try self.init(json: bytes)
        case .yaml: try self.init(yaml: bytes, memberForTag: memberForTag)
        }
    }

    private init(json bytes: [UInt8]) throws(Diagnostic) {
        do {
            (value, map) = try JSONValue.parseWithPositions(bytes)
        } catch {
            var code = DiagnosticCode.invalidJSON
            if case .tooDeep = error.reason { code = DiagnosticCode.tooDeeplyNested }
            throw Diagnostic(
                code: code,
                message:
                    "Invalid JSON in line \(error.position.line), column \(error.position.column): \(error.message)",
                position: error.position)
        }
    }
}

extension Diagnostic: Error {}
