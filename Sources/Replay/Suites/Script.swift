package import JSON
package import JSONata

/// How the world answers in a test.
package struct Script: Sendable {
    /// By the name of a state, an agent or a Lambda function, or by a resource.
    package var answers: [String: MockedAnswers]
    /// The rules of a model script, for calls of models that have no other answer.
    package var models: JSONValue?
    /// The text of a cassette, for whatever has no other answer.
    package var cassette: String?

    package init(answers: [String: MockedAnswers] = [:], models: JSONValue? = nil, cassette: String? = nil) {
        self.answers = answers
        self.models = models
        self.cassette = cassette
    }

    /// What another script says comes before what this one says.
    func overridden(by other: Script) -> Script {
        Script(
            answers: answers.merging(other.answers) { $1 }, models: other.models ?? models,
            cassette: other.cassette ?? cassette)
    }
}

/// The answers of one callee.
package struct MockedAnswers: Sendable {
    /// What tries are counted over.
    package enum Counting: Sendable {
        /// Over all visits of a state, but for each item of a Map state by itself.
        case byItem
        /// Over everything, as Step Functions Local counts.
        case overall
    }

    package let mocks: [Mock]
    package let counting: Counting

    package init(_ mocks: [Mock], counting: Counting = .byItem) {
        self.mocks = mocks
        self.counting = counting
    }
}

/// An answer to calls.
package struct Mock: Sendable {
    package enum Outcome: Sendable {
        case returned(JSONValue)
        /// Evaluated over the request.
        case computed(JSONataExpression)
        case thrown(error: String, cause: String?)
        case never
        /// A machine runs in place of a nested execution.
        case ran(NestedMachine)
        /// What the reader of a distributed Map state finds.
        case items([JSONValue])
    }

    package let outcome: Outcome
    package let afterMilliseconds: Int64
    /// Tries that it answers, from 0; nil for all.
    package let attempts: ClosedRange<Int64>?
    /// The position of the Map item that it answers for, from 0; nil for all.
    package let item: Int64?
    /// A condition on the request.
    package let condition: JSONataExpression?

    package init(
        _ outcome: Outcome, afterMilliseconds: Int64 = 0, attempts: ClosedRange<Int64>? = nil, item: Int64? = nil,
        condition: JSONataExpression? = nil
    ) {
        self.outcome = outcome
        self.afterMilliseconds = afterMilliseconds
        self.attempts = attempts
        self.item = item
        self.condition = condition
    }
}
