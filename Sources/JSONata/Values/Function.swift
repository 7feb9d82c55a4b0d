internal import JSON

/// A function as a value.
class Function {
    /// How many parameters it declares; higher-order functions pass no more arguments than that.
    var arity: Int { 0 }
    /// The name that error messages show.
    var name: String? { nil }
    /// Whether it is a regular expression rather than a function that was written or built in.
    var isRegularExpression: Bool { false }

    /// Calls it; the result may be a raw sequence.
    func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        .undefined
    }
}
