package import JSON

/// One change of the journal; a commit is a list of them.
package enum JournalWrite: Sendable {
    /// Adds an execution; its history starts empty (`lastEventID` is 0).
    indirect case createExecution(ExecutionRecord)
    /// Adds events to the end of a history: JSON lines, one `HistoryEvent` a line as the API prints it, each ended
    /// by a line feed. The first continues where the history ended.
    case appendHistory(ExecutionID, firstEventID: Int64, lastEventID: Int64, events: [UInt8])
    case updateExecution(ExecutionID, ExecutionUpdate)
    /// Removes an execution and its history; one that is not there is no error.
    case deleteExecution(ExecutionID)
    /// Adds or replaces a document.
    case putResource(kind: String, name: String, body: JSONValue)
    /// Removes a document; one that is not there is no error.
    case deleteResource(kind: String, name: String)
    /// Changes tables that another store keeps in the journal's file; it must touch no others.
    ///
    /// Runs again where a transaction is tried again, so it should depend on nothing but the database.
    case run(@Sendable (SQLiteConnection) throws -> Void)
}

/// How an execution moves on.
///
/// | update            | from                       | to                                             |
/// | ----------------- | -------------------------- | ---------------------------------------------- |
/// | `parked`          | RUNNING                    | RUNNING                                        |
/// | `stopped`         | RUNNING, PENDING_REDRIVE   | the status given                               |
/// | `pendingRedrive`  | any that stopped           | PENDING_REDRIVE                                |
/// | `redriven`        | any but RUNNING            | RUNNING, without stop date, output, error, cause |
/// | `details`         | any                        | the same                                       |
package enum ExecutionUpdate: Equatable, Sendable {
    /// It waits: until a deadline, for effects in flight, for both, or for something from outside.
    case parked(wakeMilliseconds: Int64?, hasEffectsInFlight: Bool)
    /// It ended; `status` is none of RUNNING and PENDING_REDRIVE.
    case stopped(
        ExecutionStatus, stopMilliseconds: Int64, output: String? = nil, error: String? = nil, cause: String? = nil)
    case pendingRedrive
    case redriven(count: Int, milliseconds: Int64)
    case details(JSONObject)
}
