internal import Engine
internal import Interpreter
internal import JSON
internal import Journal
internal import Synchronization

/// Counts the attempts of the states of mocked executions, from 0.
///
/// The numbers are kept in the journal, so that counting goes on after a restart and an attempt that a crash interrupted
/// keeps its number. Express executions start over then, and so does their counting.
final class MockAttempts: Sendable {
    private static let resourceKind = "mockAttempt"

    /// The numbers of one execution and the children of its Map Runs.
    fileprivate struct Numbers {
        /// How often each state was tried.
        var counts: [String: Int] = [:]
        /// By the names of their documents.
        var given: [String: Int] = [:]
    }

    private let journal: any ExecutionJournal
    private let storage = Mutex<[String: Numbers]>([:])

    init(journal: any ExecutionJournal) { self.journal = journal }

    /// The number of an attempt of a Standard execution, or of a child of it.
    func number(of attempt: TaskAttempt, startedBy root: MockedExecution) -> Int {
        let prefix = "\(root.documentName):"
        let name = "\(prefix)\(attempt.executionArn)#\(attempt.scheduledEventID)"
        let (number, isNew) = storage.withLock { storage in
            var numbers = storage[prefix] ?? recorded(prefix)
            let result = numbers.number(attempt.stateName, name)
            storage[prefix] = numbers
            return result
        }
        if isNew {
            let body: JSONValue = ["state": .string(attempt.stateName), "number": .integer(Int64(number))]
            // Written before the attempt's outcome, which comes after it in the same journal.
            journal.commit([.putResource(kind: Self.resourceKind, name: name, body: body)]) { _ in }
        }
        return number
    }

    /// The number of an attempt of an Express execution.
    func number(ofExpress attempt: TaskAttempt) -> Int {
        storage.withLock {
            $0[attempt.executionArn, default: Numbers()]
                .number(attempt.stateName, "#\(attempt.scheduledEventID)").number
        }
    }

    /// What the journal has of an execution: something only after a restart.
    private func recorded(_ prefix: String) -> Numbers {
        var numbers = Numbers()
        var last: String?
        repeat {
            let page = (try? journal.resources(kind: Self.resourceKind, prefix: prefix, after: last, limit: 500)) ?? []
            for document in page {
                guard let state = document.body["state"]?.string, let number = document.body["number"]?.integer else {
                    continue
                }
                numbers.given[document.name] = Int(number)
                numbers.counts[state] = max(numbers.counts[state] ?? 0, Int(number) + 1)
            }
            last = page.count == 500 ? page.last?.name : nil
        } while last != nil
        return numbers
    }
}

extension MockAttempts.Numbers {
    fileprivate mutating func number(_ state: String, _ name: String) -> (number: Int, isNew: Bool) {
        if let known = given[name] { return (known, false) }
        let number = counts[state] ?? 0
        counts[state] = number + 1
        given[name] = number
        return (number, true)
    }
}
