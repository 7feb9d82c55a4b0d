import Glibc
import JSON
import Journal

/// Commits numbered batches to the journal it is given and prints each number once it is durable, until it is killed.
///
/// Arguments: the path, `full` or `normal`, and how many bytes of padding an event gets.
@main enum JournalCrashDummy {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let durability = Durability(rawValue: arguments[2]), let padding = Int(arguments[3])
        else { exit(2) }
        let journal = try SQLiteJournal(path: arguments[1], access: .write(durability))
        try Self.commitForEver(to: journal, padding: padding)
    }

    /// Each batch creates an execution with a history, extends the ten before, and stops the one before those.
    private static func commitForEver(to journal: SQLiteJournal, padding: Int) throws {
        let definition = try journal.definitionID(for: "{}")
        while true {
            let id = journal.nextExecutionID()
            let writes = batch(id, definition: definition, padding: padding)
            journal.commit(writes) { result in
                switch result {
                case .success: announce("\(id)\n")
                case .failure(let error):
                    announce("failed \(error)\n")
                    exit(1)
                }
            }
            // A few in flight, so that the kill meets groups.
            if id.rawValue % 8 == 0 { journal.flush() }
        }
    }

    private static func batch(_ id: ExecutionID, definition: DefinitionID, padding: Int) -> [JournalWrite] {
        var writes: [JournalWrite] = [
            .createExecution(
                ExecutionRecord(
                    id: id, arn: "arn:\(id)", stateMachineArn: "arn:machine", name: "\(id)", definition: definition,
                    input: "{}", startMilliseconds: id.rawValue)),
            append(id, 1, padding: padding), .putResource(kind: "newest", name: "id", body: .integer(id.rawValue)),
        ]
        for age in 1..<min(10, id.rawValue) {
            writes.append(append(ExecutionID(rawValue: id.rawValue - age), age + 1, padding: padding))
        }
        if id.rawValue > 10 {
            let old = ExecutionID(rawValue: id.rawValue - 10)
            writes.append(.updateExecution(old, .stopped(.succeeded, stopMilliseconds: id.rawValue, output: "1")))
        }
        return writes
    }

    private static func append(_ id: ExecutionID, _ event: Int64, padding: Int) -> JournalWrite {
        let line = "{\"id\":\(event),\"pad\":\"\(String(repeating: "x", count: padding))\"}\n"
        return .appendHistory(id, firstEventID: event, lastEventID: event, events: Array(line.utf8))
    }

    private static func announce(_ line: String) {
        let bytes = Array(line.utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
