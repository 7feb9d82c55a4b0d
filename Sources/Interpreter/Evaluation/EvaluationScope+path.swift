import JSON
import JSONPath
import StatesLanguage

extension EvaluationScope {
    /// `InputPath` or `OutputPath`.
    func select(_ selection: PathSelection) throws(StateFailure) -> JSONValue {
        switch selection {
        case .root: input
        case .nothing: .object([:])
        case .path(let path): try value(at: path)
        }
    }

    /// The value at a path that a field of its own names (`InputPath`, `TimeoutSecondsPath`, `ItemsPath`).
    func value(at path: Path) throws(StateFailure) -> JSONValue {
        do throws(PathEvaluationError) {
            return try path.evaluate(roots)
        } catch {
            throw .runtime(path.cause(error))
        }
    }

    /// The value at a path in a template.
    func evaluate(_ path: Path, templateField field: String) throws(StateFailure) -> JSONValue {
        do throws(PathEvaluationError) {
            return try path.evaluateInTemplate(roots)
        } catch {
            throw .runtime(path.cause(error, field: field, searched: searched(by: path)))
        }
    }

    /// The value at the path of `ErrorPath` or `CausePath`.
    func evaluate(_ path: Path, namedField field: String) throws(StateFailure) -> JSONValue {
        do throws(PathEvaluationError) {
            return try path.evaluate(roots)
        } catch {
            throw .runtime(path.cause(error, field: field, searched: searched(by: path)))
        }
    }

    /// The value of an intrinsic function call.
    mutating func evaluate(_ intrinsic: IntrinsicExpression) throws(StateFailure) -> JSONValue {
        do throws(IntrinsicError) {
            return try intrinsic.evaluate(roots, random: &randomness)
        } catch {
            throw .runtime(error.cause)
        }
    }

    private func searched(by path: Path) -> JSONValue {
        if case .context = path.root { context.make() } else { input }
    }
}

extension ResultPath {
    /// Puts a result into a state's input.
    ///
    /// Specification: Amazon States Language, "ResultPath".
    func combine(_ result: JSONValue, into input: JSONValue) throws(StateFailure) -> JSONValue {
        switch self {
        case .root: return result
        case .discard: return input
        case .path(let path):
            do throws(ReferencePathError) {
                return try path.setting(result, in: input)
            } catch {
                throw StateFailure(error: ReferencePathError.name, cause: error.cause)
            }
        }
    }
}
