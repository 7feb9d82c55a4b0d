internal import JSON

extension Signature {
    /// Checks the arguments and completes them: the context where one is missing, an array around a single value.
    ///
    /// - Throws: `T0410` (does not fit), `T0411` (the context does not fit), `T0412` (an element does not fit).
    @inline(__always)
    func validate(
        _ arguments: inout Arguments, context: Value, function: String?, _ evaluation: Evaluation
    ) throws(Fault) {
        if fitsAsItIs(arguments) { return }
        try complete(&arguments, context: context, function: function, evaluation)
    }

    /// The common case: an argument for each parameter, in place, with nothing to add.
    private func fitsAsItIs(_ arguments: Arguments) -> Bool {
        guard arguments.count <= parameters.count else { return false }
        for index in parameters.indices {
            if index < arguments.count {
                let type = arguments[index].signatureType
                guard !parameters[index].types.isDisjoint(with: type) else { return false }
                if parameters[index].isArray, type != .missing {
                    guard type == .array, parameters[index].elementSymbol == nil else { return false }
                }
            } else if parameters[index].takesContext || !parameters[index].isOptional {
                return false
            }
        }
        return true
    }

    private func complete(
        _ arguments: inout Arguments, context: Value, function: String?, _ evaluation: Evaluation
    ) throws(Fault) {
        let types = (0..<arguments.count).map { arguments[$0].signatureType }
        guard let counts = match(types) else {
            throw Fault(
                "T0410", token: function, value: evaluation.element(arguments[firstMisfit(types)]),
                index: firstMisfit(types) + 1)
        }
        var completed = Arguments()
        var next = 0
        for (parameter, count) in zip(parameters, counts) {
            if count == 0, parameter.takesContext {
                guard !parameter.types.isDisjoint(with: context.signatureType) else {
                    throw Fault("T0411", token: function, value: evaluation.element(context), index: next + 1)
                }
                completed.append(context)
            } else if count == 0 {
                completed.append(arguments[next])
                next += 1
            }
            for _ in 0..<count {
                completed.append(try checked(arguments[next], parameter, index: next, function, evaluation))
                next += 1
            }
        }
        arguments = completed
    }

    private func checked(
        _ argument: Value, _ parameter: Parameter, index: Int, _ function: String?, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        let type = argument.signatureType
        guard parameter.isArray, type != .missing else { return argument }
        if let symbol = parameter.elementSymbol, let elementType = parameter.elementType {
            let allowed = Self.exactType(symbol)
            let fits =
                argument.elements.map { $0.allSatisfy { $0.signatureType == allowed } }
                ?? (elementType.count == 1 && type == allowed)
            if !fits {
                throw Fault(
                    "T0412", token: function, value: evaluation.element(argument),
                    secondValue: Self.plural(elementType).map(JSONValue.string), index: index + 1)
            }
        }
        if type == .array { return argument }
        return .array(evaluation.element(argument).map { [$0] } ?? [])
    }

    private static func exactType(_ symbol: Character) -> Types? {
        switch symbol {
        case "s": .string
        case "n": .number
        case "b": .boolean
        case "l": .null
        case "o": .object
        case "a": .array
        case "f": .function
        default: nil
        }
    }

    private static func plural(_ symbol: String) -> String? {
        switch symbol {
        case "a": "arrays"
        case "b": "booleans"
        case "f": "functions"
        case "n": "numbers"
        case "o": "objects"
        case "s": "strings"
        default: nil
        }
    }

    /// How many arguments each parameter takes, trying to take one (or more) before none; nil where they do not fit.
    private func match(_ types: [Types]) -> [Int]? {
        var failed: Set<[Int]> = []
        func match(_ parameter: Int, _ argument: Int) -> [Int]? {
            guard parameter < parameters.count else { return argument == types.count ? [] : nil }
            if failed.contains([parameter, argument]) { return nil }
            let current = parameters[parameter]
            var most = 0
            while argument + most < types.count, !current.types.isDisjoint(with: types[argument + most]),
                current.isRepeated || most == 0
            {
                most += 1
            }
            let least = current.isOptional ? 0 : 1
            for count in stride(from: most, through: least, by: -1) {
                if let rest = match(parameter + 1, argument + count) { return [count] + rest }
            }
            failed.insert([parameter, argument])
            return nil
        }
        return match(0, 0)
    }

    /// The place of the first argument that the parameters cannot take.
    private func firstMisfit(_ types: [Types]) -> Int {
        var good = 0
        for end in parameters.indices {
            var longest = -1
            for length in 0...types.count where Self(prefix: self, end + 1).match(Array(types[..<length])) != nil {
                longest = length
            }
            if longest < 0 { return good }
            good = longest
        }
        return good
    }

    private init(prefix signature: Signature, _ count: Int) {
        self = signature
        parameters.removeSubrange(count...)
    }
}
