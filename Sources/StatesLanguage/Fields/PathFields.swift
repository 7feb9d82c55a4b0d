package import JSONPath

/// `InputPath` or `OutputPath`.
package enum PathSelection: Sendable {
    /// `$`, the default.
    case root
    /// `null`: an empty object.
    case nothing
    case path(Path)
}

/// `ResultPath`.
package enum ResultPath: Sendable {
    /// `$`, the default: the result replaces the input.
    case root
    /// `null`: the input stays as it is.
    case discard
    case path(ReferencePath)
}
