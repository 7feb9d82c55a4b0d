/// The rule for the names of state machines, executions and activities.
package enum ResourceName {
    /// Checks a name that someone chose.
    ///
    /// Source: API reference, CreateStateMachine, `name`: no white space, brackets, wildcards, `"#%\^|~`$&,;:/` or
    /// control characters.
    /// - Throws: `RegistryError.invalidName`.
    package static func check(_ name: String) throws(RegistryError) {
        guard name.unicodeScalars.allSatisfy(isAllowed), !name.isEmpty else { throw .invalidName(name) }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "<", ">", "{", "}", "[", "]", "?", "*", "\"", "#", "%", "\\", "^", "|", "~", "`", "$", "&", ",", ";", ":",
            "/":
            false
        case "\u{0}"..."\u{20}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}", "\u{10FFFF}": false
        default: !scalar.properties.isWhitespace
        }
    }
}
