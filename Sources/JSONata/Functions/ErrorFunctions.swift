internal import JSON

/// Functions that stop the evaluation. Source: jsonata.org, "Object functions".
enum ErrorFunctions {
    static var all: [Builtin] {
        [
            Builtin("error", "<s?:x>", arity: 1) { arguments, _, _ throws(Fault) in
                throw Fault("D3137", text: arguments.string(0) ?? "$error() function evaluated")
            },
            Builtin("assert", "<bs?:x>", arity: 2) { arguments, _, evaluation throws(Fault) in
                if arguments[0].isTrue(evaluation) { return .undefined }
                throw Fault("D3141", text: arguments.string(1) ?? "$assert() statement failed")
            },
        ]
    }
}
