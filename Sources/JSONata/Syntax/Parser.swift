internal import JSON

/// A top-down operator precedence parser (Pratt), with the binding powers of the reference.
struct Parser {
    private var lexer: Lexer
    private var token: Token
    private let stack: StackGuard

    /// How high a tree may grow to the left, as `1+1+1…` does, so that walking and releasing it is safe.
    private static let maximumHeight = 2_000

    /// Parses the whole source into a tree that `PathResolver` has yet to rewrite.
    static func parse(_ source: String, stack: StackGuard) throws(Fault) -> Syntax {
        var parser = try Parser(source, stack: stack)
        let tree = try parser.expression(0)
        guard case .end = parser.token.kind else {
            throw Fault("S0201", at: parser.token)
        }
        return tree
    }

    private init(_ source: String, stack: StackGuard) throws(Fault) {
        lexer = Lexer(source)
        self.stack = stack
        token = try lexer.next(isInfix: false)
    }

    // MARK: Tokens

    @discardableResult
    private mutating func advance(isInfix: Bool = false) throws(Fault) -> Token {
        let current = token
        token = try lexer.next(isInfix: isInfix)
        return current
    }

    private mutating func expect(_ symbol: Symbol, isInfix: Bool = false) throws(Fault) {
        guard token.symbol == symbol else {
            if case .end = token.kind {
                throw Fault("S0203", at: token, value: .string(symbol.rawValue))
            }
            throw Fault("S0202", at: token, value: .string(symbol.rawValue))
        }
        try advance(isInfix: isInfix)
    }

    private mutating func take(_ symbol: Symbol) throws(Fault) -> Bool {
        guard token.symbol == symbol else { return false }
        try advance()
        return true
    }

    // MARK: Expressions

    private mutating func expression(_ power: Int) throws(Fault) -> Syntax {
        try stack.check()
        let first = try advance(isInfix: true)
        var left = try prefix(first)
        while let symbol = token.symbol, symbol.bindingPower > power {
            left = try infix(symbol, after: left)
            if left.height > Self.maximumHeight { throw .stackOverflow }
        }
        // A value where an operator is due has no binding power: the caller sees it and says what it expected.
        return left
    }

    private mutating func prefix(_ first: Token) throws(Fault) -> Syntax {
        let position = first.position
        switch first.kind {
        case .end: return Syntax(.end, at: position)
        case .name(let name): return Syntax(.name(name), at: position)
        case .variable(let name): return Syntax(.variable(name), at: position)
        case .string(let text): return Syntax(.string(text), at: position)
        case .number(let value): return Syntax(.number(value), at: position)
        case .bool(let value): return Syntax(.literal(.bool(value)), at: position)
        case .null: return Syntax(.literal(.null), at: position)
        case .regex(let pattern, let flags): return Syntax(.regex(pattern: pattern, flags: flags), at: position)
        case .symbol(let symbol): return try prefix(symbol, at: position)
        }
    }

    private mutating func prefix(_ symbol: Symbol, at position: Int) throws(Fault) -> Syntax {
        switch symbol {
        case .star: return Syntax(.wildcard, at: position)
        case .descendants: return Syntax(.descendants, at: position)
        case .percent: return Syntax(.parent(nil), at: position)
        case .and, .or, .in: return Syntax(.word(symbol), at: position)
        case .minus: return Syntax(.negation, at: position, [try expression(70)])
        case .openParenthesis: return try block(at: position)
        case .openBracket: return try array(at: position)
        case .openBrace: return try object(at: position)
        case .bar: return try transform(at: position)
        default: throw Fault("S0211", at: position, token: symbol.rawValue)
        }
    }

    private mutating func infix(_ symbol: Symbol, after left: Syntax) throws(Fault) -> Syntax {
        let position = try advance().position
        switch symbol {
        case .openParenthesis: return try call(left, at: position)
        case .openBracket: return try subscripting(left, at: position)
        case .openBrace: return try grouping(left, at: position)
        case .caret: return try sorting(left, at: position)
        case .question: return try condition(left, at: position)
        case .bind: return try binding(left, at: position)
        case .at, .hash: return try contextBinding(left, symbol, at: position)
        case .fallback, .coalesce: return Syntax(.fallback(symbol), at: position, [left, try expression(0)])
        default: return Syntax(.binary(symbol), at: position, [left, try expression(symbol.bindingPower)])
        }
    }

    // MARK: Prefix forms

    private mutating func block(at position: Int) throws(Fault) -> Syntax {
        var expressions: [Syntax] = []
        while token.symbol != .closeParenthesis {
            expressions.append(try expression(0))
            guard try take(.semicolon) else { break }
        }
        try expect(.closeParenthesis, isInfix: true)
        return Syntax(.block, at: position, expressions)
    }

    private mutating func array(at position: Int) throws(Fault) -> Syntax {
        var items: [Syntax] = []
        if token.symbol != .closeBracket {
            repeat {
                var item = try expression(0)
                if token.symbol == .range {
                    let place = try advance().position
                    item = Syntax(.binary(.range), at: place, [item, try expression(0)])
                }
                items.append(item)
            } while try take(.comma)
        }
        try expect(.closeBracket, isInfix: true)
        return Syntax(.array, at: position, items)
    }

    private mutating func object(at position: Int) throws(Fault) -> Syntax {
        let syntax = Syntax(.object, at: position)
        syntax.pairs = try pairs()
        return syntax
    }

    private mutating func pairs() throws(Fault) -> [Syntax.Pair] {
        var pairs: [Syntax.Pair] = []
        if token.symbol != .closeBrace {
            repeat {
                let key = try expression(0)
                try expect(.colon)
                pairs.append(Syntax.Pair(key: key, value: try expression(0)))
            } while try take(.comma)
        }
        try expect(.closeBrace, isInfix: true)
        return pairs
    }

    private mutating func transform(at position: Int) throws(Fault) -> Syntax {
        var operands = [try expression(0)]
        try expect(.bar)
        operands.append(try expression(0))
        if try take(.comma) { operands.append(try expression(0)) }
        try expect(.bar)
        return Syntax(.transform, at: position, operands)
    }

    // MARK: Infix forms

    private mutating func call(_ function: Syntax, at position: Int) throws(Fault) -> Syntax {
        var operands = [function]
        var isPartial = false
        if token.symbol != .closeParenthesis {
            repeat {
                if token.symbol == .question {
                    isPartial = true
                    operands.append(Syntax(.placeholder, at: try advance().position))
                } else {
                    operands.append(try expression(0))
                }
            } while try take(.comma)
        }
        try expect(.closeParenthesis, isInfix: true)
        if case .name(let name) = function.kind, name == "function" || name == "λ" {
            return try lambda(parameters: operands.dropFirst(), at: position)
        }
        return Syntax(isPartial ? .partial : .call, at: position, operands)
    }

    private mutating func lambda(parameters: ArraySlice<Syntax>, at position: Int) throws(Fault) -> Syntax {
        var names: [String] = []
        for (index, parameter) in parameters.enumerated() {
            guard case .variable(let name) = parameter.kind else {
                throw Fault("S0208", at: parameter.position, token: parameter.text, value: .integer(Int64(index + 1)))
            }
            names.append(name)
        }
        var signature: String?
        if token.symbol == .less {
            signature = lexer.signature(from: token.start)
            guard signature != nil else { throw Fault("S0202", at: token.position, token: "{", value: ">") }
            try advance()
        }
        try expect(.openBrace)
        let syntax = Syntax(.lambda(signature: signature), at: position, [try expression(0)])
        syntax.parameters = names
        try expect(.closeBrace, isInfix: true)
        return syntax
    }

    private mutating func subscripting(_ left: Syntax, at position: Int) throws(Fault) -> Syntax {
        if token.symbol == .closeBracket {
            var step = left
            while case .binary(.openBracket) = step.kind { step = step.operands[0] }
            step.keepsArray = true
            try advance(isInfix: true)
            return left
        }
        let predicate = try expression(0)
        try expect(.closeBracket, isInfix: true)
        return Syntax(.binary(.openBracket), at: position, [left, predicate])
    }

    private mutating func grouping(_ left: Syntax, at position: Int) throws(Fault) -> Syntax {
        let syntax = Syntax(.binary(.openBrace), at: position, [left])
        syntax.pairs = try pairs()
        return syntax
    }

    private mutating func sorting(_ left: Syntax, at position: Int) throws(Fault) -> Syntax {
        try expect(.openParenthesis)
        var terms: [Syntax] = []
        var descending: [Bool] = []
        repeat {
            let isDescending = token.symbol == .greater
            if isDescending || token.symbol == .less { try advance() }
            descending.append(isDescending)
            terms.append(try expression(0))
        } while try take(.comma)
        try expect(.closeParenthesis, isInfix: true)
        return Syntax(
            .binary(.caret), at: position, [left, Syntax(.sort(descending: descending), at: position, terms)])
    }

    private mutating func condition(_ left: Syntax, at position: Int) throws(Fault) -> Syntax {
        var operands = [left, try expression(0)]
        if try take(.colon) { operands.append(try expression(0)) }
        return Syntax(.condition, at: position, operands)
    }

    private mutating func binding(_ left: Syntax, at position: Int) throws(Fault) -> Syntax {
        guard case .variable(let name) = left.kind else { throw Fault("S0212", at: left.position, token: left.text) }
        return Syntax(.bind(name), at: position, [try expression(Symbol.bind.bindingPower - 1)])
    }

    private mutating func contextBinding(_ left: Syntax, _ symbol: Symbol, at position: Int) throws(Fault) -> Syntax {
        let right = try expression(symbol.bindingPower)
        guard case .variable = right.kind else { throw Fault("S0214", at: right.position, token: symbol.rawValue) }
        return Syntax(.binary(symbol), at: position, [left, right])
    }
}
