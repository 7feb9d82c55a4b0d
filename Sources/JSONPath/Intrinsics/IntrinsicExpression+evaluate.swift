package import JSON

extension IntrinsicExpression {
    /// The result of the call.
    ///
    /// - Parameter random: what `States.UUID` and `States.MathRandom` without a seed draw from, nothing else does.
    /// - Throws: `IntrinsicError`, whose `cause` is what Step Functions says.
    package func evaluate(
        _ roots: PathRoots, random: inout some RandomNumberGenerator
    ) throws(IntrinsicError) -> JSONValue {
        do {
            return try call.evaluate(roots, random: &random)
        } catch {
            throw IntrinsicError(expression: text, reason: error.reason)
        }
    }
}

/// Why one call failed, before it is known in which expression.
struct IntrinsicFailure: Error {
    let reason: IntrinsicError.Reason

    init(_ reason: IntrinsicError.Reason) { self.reason = reason }

    /// Arguments that the function does not take.
    init(_ function: IntrinsicFunction, _ explanation: String) {
        reason = .invalidArguments("Invalid arguments in \(function.rawValue): \(explanation)")
    }
}

extension IntrinsicCall {
    func evaluate(
        _ roots: PathRoots, random: inout some RandomNumberGenerator
    ) throws(IntrinsicFailure) -> JSONValue {
        var values: [JSONValue] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(try value(of: argument, roots, random: &random)) }
        let arguments = IntrinsicArguments(function: function, values: values)
        return switch function {
        case .format: .string(try arguments.format())
        case .stringToJson: try arguments.stringToJson()
        case .jsonToString: .string(values[0].text)
        case .array: .array(values)
        case .arrayPartition: try arguments.arrayPartition()
        case .arrayContains: .bool(try arguments.array(0).contains(values[1]))
        case .arrayRange: try arguments.arrayRange()
        case .arrayGetItem: try arguments.arrayGetItem()
        case .arrayLength: .integer(Int64(try arguments.array(0).count))
        case .arrayUnique: try arguments.arrayUnique()
        case .base64Encode: try arguments.base64Encode()
        case .base64Decode: try arguments.base64Decode()
        case .hash: try arguments.hash()
        case .jsonMerge: try arguments.jsonMerge()
        case .mathRandom: try arguments.mathRandom(&random)
        case .mathAdd: try arguments.mathAdd()
        case .stringSplit: try arguments.stringSplit()
        case .uuid: .string(uuid(&random))
        }
    }

    private func value(
        of argument: Argument, _ roots: PathRoots, random: inout some RandomNumberGenerator
    ) throws(IntrinsicFailure) -> JSONValue {
        switch argument {
        case .literal(let value): return value
        case .text(let text): return .string(function == .format ? text.source : text.value)
        case .call(let call): return try call.evaluate(roots, random: &random)
        case .path(let path):
            do {
                return try path.evaluate(roots)
            } catch {
                guard error.isMissingValue else { throw IntrinsicFailure(.path(error)) }
                throw IntrinsicFailure(.missingArgument(path: path.textInDocument, input: roots.input.text))
            }
        }
    }
}

/// The values of the arguments of one call.
struct IntrinsicArguments {
    let function: IntrinsicFunction
    let values: [JSONValue]

    func failure(_ explanation: String) -> IntrinsicFailure { IntrinsicFailure(function, explanation) }

    func array(_ index: Int) throws(IntrinsicFailure) -> [JSONValue] {
        guard case .array(let elements) = values[index] else { throw wrongType(index, "an array") }
        return elements
    }

    func string(_ index: Int) throws(IntrinsicFailure) -> String {
        guard case .string(let text) = values[index] else { throw wrongType(index, "a string") }
        return text
    }

    func object(_ index: Int) throws(IntrinsicFailure) -> JSONObject {
        guard case .object(let object) = values[index] else { throw wrongType(index, "an object") }
        return object
    }

    /// A number rounded to the nearest whole one, halves up, that fits 32 bits.
    func integer(_ index: Int) throws(IntrinsicFailure) -> Int {
        guard let number = values[index].double else { throw wrongType(index, "a number") }
        let below = number.rounded(.down)
        guard let integer = Int32(exactly: number - below >= 0.5 ? below + 1 : below) else {
            throw failure(
                "argument \(index + 1) must be between -2147483648 and 2147483647, but was \(values[index].text)")
        }
        return Int(integer)
    }

    private func wrongType(_ index: Int, _ expected: String) -> IntrinsicFailure {
        failure("argument \(index + 1) must be \(expected), but was of type \(values[index].kind)")
    }
}
