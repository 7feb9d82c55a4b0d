import JSON

extension JSONValue {
    /// The value as Java prints maps and lists: `{Arg1=1, Arg2=[]}`. Step Functions shows it in some messages and in
    /// `States.Format`.
    var javaText: String {
        switch self {
        case .string(let text): text
        case .array(let elements): "[\(elements.map(\.javaText).joined(separator: ", "))]"
        case .object(let object): "{\(object.map { "\($0.key)=\($0.value.javaText)" }.joined(separator: ", "))}"
        default: text
        }
    }
}
