package import JSON

/// The crash-safe store of executions, their histories and definitions, and of the documents around them.
///
/// Writes are values, taken in by `commit` without waiting; reads see what was committed. Safe to use from any thread.
package protocol ExecutionJournal: Sendable {
    /// The number for an execution that is about to be created; each is given once.
    func nextExecutionID() -> ExecutionID

    /// The number of that definition text: the one it has, or a new one that becomes durable with the next commit.
    func definitionID(for text: String) throws(JournalError) -> DefinitionID

    /// The text of that definition.
    func text(of definition: DefinitionID) throws(JournalError) -> String?

    /// Writes all of this or nothing, in order, after every earlier commit.
    ///
    /// - Parameter completion: runs once, when the commit is durable or has failed: on the thread that writes, or,
    ///   where nothing has to be waited for, before `commit` returns. It must not block: hand the result on.
    func commit(_ writes: [JournalWrite], then completion: @escaping @Sendable (Result<Void, JournalError>) -> Void)

    func execution(id: ExecutionID) throws(JournalError) -> ExecutionRecord?
    func execution(arn: String) throws(JournalError) -> ExecutionRecord?

    /// Up to `limit` executions that match, newest first, below the cursor.
    func executions(
        matching filter: ExecutionFilter, after cursor: ExecutionID?, limit: Int
    ) throws(JournalError) -> ExecutionPage

    /// Every execution that is RUNNING, oldest first.
    func openExecutions() throws(JournalError) -> [OpenExecution]

    /// Up to `limit` events as JSON lines without their line feeds.
    ///
    /// - Parameter firstEventID: the first event to return: of those from there on in ascending order, or with
    ///   `reversed` of those up to there in descending order (`.max` starts at the newest).
    func history(
        of execution: ExecutionID, from firstEventID: Int64, limit: Int, reversed: Bool
    ) throws(JournalError) -> [[UInt8]]

    /// The whole history as JSON lines, each ended by a line feed.
    func historyBytes(of execution: ExecutionID) throws(JournalError) -> [UInt8]

    func resource(kind: String, name: String) throws(JournalError) -> JSONValue?

    /// Up to `limit` documents of that kind whose names start with `prefix`, by name (in byte order), after a name.
    func resources(
        kind: String, prefix: String, after name: String?, limit: Int
    ) throws(JournalError) -> [JournalResource]

    /// Reads tables that another store keeps in the journal's file, all of one moment.
    ///
    /// The body must be short: while it runs the write-ahead log cannot shrink.
    func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value

    /// Waits until everything committed so far is durable or has failed. Not for completions: they must not wait.
    func flush()

    /// Finishes what was committed and lets go of the file. Later commits fail; later calls do nothing.
    func close()

    /// Writes a consistent copy while work goes on; the file must not exist yet.
    func backup(to path: String) throws(JournalError)

    /// What is wrong with the stored data, a line each; empty where all is well. Reads everything.
    func checkIntegrity() throws(JournalError) -> [String]
}
