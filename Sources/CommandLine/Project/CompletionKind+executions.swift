import ArgumentParser
import Journal

extension CompletionKind {
    /// What a shell offers for an execution: the newest ones of the journal that later commands would use.
    static var executions: CompletionKind {
        .custom { _, _, _ in
            guard let journal = try? JournalLocation(option: nil).openForReading() else { return [] }
            defer { journal.close() }
            let page = try? journal.executions(matching: ExecutionFilter(), after: nil, limit: 50)
            return ["last"] + (page?.executions.map(\.name) ?? [])
        }
    }
}
