public import JSON
import Replay

/// How the world answers a call.
public struct MockedAnswer: Sendable {
    private let outcome: Mock.Outcome
    private var delayMilliseconds: Int64 = 0

    public static func returning(_ value: JSONValue) -> MockedAnswer { MockedAnswer(outcome: .returned(value)) }

    /// - Parameters:
    ///   - error: the name that retriers and catchers see.
    ///   - cause: its explanation.
    public static func failing(_ error: String, cause: String? = nil) -> MockedAnswer {
        MockedAnswer(outcome: .thrown(error: error, cause: cause))
    }

    /// No answer at all; a time limit has to end it.
    public static var never: MockedAnswer { MockedAnswer(outcome: .never) }

    /// The same answer, so many seconds later.
    public func after(seconds: Double) -> MockedAnswer {
        var later = self
        later.delayMilliseconds = Int64((seconds * 1_000).rounded())
        return later
    }

    private init(outcome: Mock.Outcome) { self.outcome = outcome }

    /// - Parameter attempts: the tries that it answers; nil for all.
    func mock(attempts: ClosedRange<Int64>?) -> Mock {
        Mock(outcome, afterMilliseconds: delayMilliseconds, attempts: attempts)
    }
}

extension [MockedAnswer] {
    /// One answer for each try; a single one is for all.
    var mocks: [Mock] {
        guard count > 1 else { return map { $0.mock(attempts: nil) } }
        return enumerated().map { $0.element.mock(attempts: Int64($0.offset)...Int64($0.offset)) }
    }
}
