import Glibc
import JSON
import Journal
import Testing
import Threads
import TestSupport

/// What only the form in a file does.
@Suite struct SQLiteJournalTests {
    let directory = TemporaryDirectory()

    /// A journal with one execution of three events, closed.
    @discardableResult
    private func writeSmallJournal(_ name: String = "journal.sqlite") throws -> ExecutionRecord {
        let journal = try SQLiteJournal(path: directory.file(name))
        let record = try sampleRecord(journal)
        try journal.commitAndWait([.createExecution(record), append(record.id, 1...3)])
        journal.close()
        return record
    }

    private func open(_ access: SQLiteJournal.Access = .write()) throws(JournalError) -> SQLiteJournal {
        try SQLiteJournal(path: directory.file(), access: access)
    }

    // MARK: Opening

    @Test func keepsEverythingBetweenProcesses() throws {
        let record = try writeSmallJournal()
        let journal = try open()
        var expected = record
        expected.lastEventID = 3
        #expect(try journal.execution(id: record.id) == expected)
        #expect(try journal.historyBytes(of: record.id) == sampleEvents(1...3))
        #expect(journal.nextExecutionID().rawValue == record.id.rawValue + 1)
        #expect(try journal.definitionID(for: "{\"StartAt\":\"machine\"}") == record.definition)
        let new = try journal.definitionID(for: "{\"new\":1}")
        #expect(new != record.definition)
        // Durable though nothing was committed after it.
        journal.close()
        let again = try open(.read)
        #expect(try again.text(of: new) == "{\"new\":1}")
        #expect(try again.definitionID(for: "{\"new\":1}") == new)
        again.close()
    }

    @Test func leavesOneFileThatOnlyItsOwnerReads() throws {
        let journal = try open()
        try journal.commitAndWait([.putResource(kind: "k", name: "n", body: 1)])
        #expect(
            try directory.names == [
                "journal.sqlite", "journal.sqlite-owner", "journal.sqlite-shm", "journal.sqlite-wal",
            ])
        for name in try directory.names {
            var status = stat()
            #expect(stat(directory.file(name), &status) == 0)
            #expect(status.st_mode & 0o077 == 0, "\(name)")
        }
        journal.close()
        #expect(try directory.names == ["journal.sqlite"])
    }

    @Test(arguments: Durability.allCases) func syncsAsAsked(durability: Durability) throws {
        let journal = try open(.write(durability))
        let settings = Mailbox<[Int64?]>()
        try journal.commitAndWait([
            .run { connection in
                settings.send(
                    try ["synchronous", "wal_autocheckpoint", "secure_delete", "foreign_keys"].map {
                        try connection.integer("PRAGMA \($0)")
                    })
            }
        ])
        guard case .elements(let found) = settings.receive() else { return }
        #expect(found == [[durability == .full ? 2 : 1, 0, 0, 1]])
        journal.close()
    }

    @Test func hasOneWriterAtATime() throws {
        let first = try open()
        let error = #expect(throws: JournalError.self) { try open() }
        guard case .owned(let path, let owner)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == first.path)
        #expect(owner.processID == getpid())
        #expect(owner.command.contains("xctest"))
        #expect(owner.since.count == 20 && owner.since.hasSuffix("Z"))
        #expect(error?.description.contains("in use by process \(getpid()) ('") == true)
        // A link is the same journal.
        #expect(symlink(first.path, directory.file("link")) == 0)
        #expect(throws: JournalError.owned(path: path, owner: owner)) {
            try SQLiteJournal(path: directory.file("link"))
        }
        let reader = try open(.read)
        try first.commitAndWait([.putResource(kind: "k", name: "n", body: 1)])
        #expect(try reader.resource(kind: "k", name: "n") == 1)
        #expect(throws: JournalError.readOnly(path: path)) { try reader.commitAndWait([]) }
        #expect(throws: JournalError.readOnly(path: path)) { try reader.definitionID(for: "new") }
        reader.close()
        first.close()
        try open().close()
    }

    @Test(arguments: [
        ("hello, this is a text file", "'hello, this is a'"), ("S", "'S'"), ("\u{0}\u{1}\u{2}é", "'·····'"),
    ])
    func leavesOtherFilesAlone(content: String, found: String) throws {
        try directory.write(Array(content.utf8))
        for access in [SQLiteJournal.Access.write(), .read] {
            let error = #expect(throws: JournalError.self) { try open(access) }
            #expect(error == .notADatabase(path: JournalPath.real(directory.file()), found: found))
            #expect(error?.description.contains("is not a journal: it starts with \(found)") == true)
        }
        #expect(try directory.read() == Array(content.utf8))
        #expect(try directory.names == ["journal.sqlite"])
    }

    @Test func leavesDatabasesOfOthersAlone() throws {
        do {
            let other = try SQLiteConnection(path: directory.file(), mode: .readWrite)
            try other.execute("CREATE TABLE theirs (x)")
        }
        let bytes = try directory.read()
        for access in [SQLiteJournal.Access.write(), .read] {
            let error = #expect(throws: JournalError.self) { try open(access) }
            guard case .notAJournal? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(try directory.read() == bytes)
    }

    @Test func leavesJournalsOfLaterReleasesAlone() throws {
        try writeSmallJournal()
        do {
            let later = try SQLiteConnection(path: directory.file(), mode: .readWrite)
            try later.execute("PRAGMA user_version = 99")
        }
        let bytes = try directory.read()
        let path = JournalPath.real(directory.file())
        for access in [SQLiteJournal.Access.write(), .read] {
            #expect(throws: JournalError.newerSchema(path: path, found: 99, supported: 1)) { try open(access) }
        }
        #expect(try directory.read() == bytes)
    }

    @Test func saysWhatCannotBeOpened() throws {
        let missing = JournalError.cannotOpen(path: directory.file(), reason: "there is no such file")
        #expect(throws: missing) { try open(.read) }
        for path in [directory.file("missing/journal"), directory.path] {
            let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: path) }
            guard case .cannotOpen? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(try directory.names == [])
    }

    @Test func canBeLetGoByACompletion() throws {
        var journal: SQLiteJournal? = try open()
        let done = Mailbox<Bool>()
        journal?.commit([.putResource(kind: "k", name: "n", body: 1)]) { [journal] _ in
            withExtendedLifetime(journal) { _ = usleep(20_000) }
            done.send(true)
        }
        journal = nil
        _ = done.receive()
        // The lock goes when the thread has ended.
        var reopened: SQLiteJournal?
        for _ in 0..<200 where reopened == nil {
            reopened = try? open()
            usleep(10_000)
        }
        #expect(try reopened?.resource(kind: "k", name: "n") == 1)
        reopened?.close()
    }

    @Test func readersComeAndGoBesideTheWriter() throws {
        let journal = try open()
        for number in 1...50 {
            try journal.commitAndWait([.putResource(kind: "k", name: "n", body: .integer(Int64(number)))])
            let reader = try open(.read)
            #expect(try reader.resource(kind: "k", name: "n") == .integer(Int64(number)))
            reader.close()
            #expect(throws: JournalError.self) { try open() }
        }
        #expect(try journal.checkIntegrity() == [])
        journal.close()
    }

    // MARK: Damage

    @Test(arguments: 0..<60) func survivesDamage(seed: UInt64) throws {
        let journal = try open()
        for index in 0..<30 {
            let record = try sampleRecord(journal)
            try journal.commitAndWait([
                .createExecution(record), append(record.id, 1...20), append(record.id, 21...22, padding: 3_000),
                .putResource(kind: "k", name: "\(index)", body: ["a": 1]),
            ])
        }
        journal.close()
        var random = SplitMix(state: seed)
        var bytes = try directory.read()
        if seed % 6 == 0 {
            bytes.removeLast(Int.random(in: 1..<bytes.count - 16, using: &random))
        } else {
            // Damage a few bytes, or a whole page, behind the magic words.
            let place = Int.random(in: 16..<bytes.count - 4_096, using: &random)
            for offset in 0..<(seed % 2 == 0 ? 4_096 : 5) {
                bytes[place + offset] = UInt8.random(in: .min ... .max, using: &random)
            }
        }
        try directory.write(bytes)
        do {
            let journal = try open()
            defer { journal.close() }
            for open in try journal.openExecutions() {
                _ = try journal.execution(id: open.id)
                _ = try journal.historyBytes(of: open.id)
                _ = try journal.history(of: open.id, from: .max, limit: 5, reversed: true)
            }
            _ = try journal.executions(matching: ExecutionFilter(status: .running), after: nil, limit: 100)
            _ = try journal.resources(kind: "k", prefix: "", after: nil, limit: 100)
            let record = try sampleRecord(journal)
            try journal.commitAndWait([.createExecution(record), append(record.id, 1...1)])
            _ = try journal.checkIntegrity()
        } catch let error as JournalError {
            #expect(error.description.contains(directory.path))
        }
    }

    @Test func findsBrokenHistories() throws {
        let record = try writeSmallJournal()
        let journal = try open()
        try journal.commitAndWait([append(record.id, 4...5), append(record.id, 6...6)])
        #expect(try journal.checkIntegrity() == [])
        try journal.commitAndWait([.run { try $0.run("DELETE FROM history WHERE first_event_id = 4") }])
        #expect(try journal.checkIntegrity() == ["execution 1: row 2 of its history is missing"])
        let error = #expect(throws: JournalError.self) { try journal.historyBytes(of: record.id) }
        guard case .corrupt? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        journal.close()
    }

    // MARK: Space

    @Test func staysUsableWhenTheDiskIsFull() throws {
        let journal = try open()
        let record = try sampleRecord(journal)
        try journal.commitAndWait([.createExecution(record), append(record.id, 1...1)])
        try journal.commitAndWait([.run { try $0.execute("PRAGMA max_page_count = 1") }])
        let full = JournalError.diskFull(path: journal.path)
        var last: Int64 = 1
        #expect(throws: full) {
            while last < 1_000 {
                try journal.commitAndWait([append(record.id, last + 1...last + 1, padding: 2_000)])
                last += 1
            }
        }
        #expect(throws: full) { try journal.commitAndWait([append(record.id, last + 1...last + 1, padding: 9_000)]) }
        #expect(try journal.execution(id: record.id)?.lastEventID == last)
        try journal.commitAndWait([.run { try $0.execute("PRAGMA max_page_count = 1000000") }])
        try journal.commitAndWait([append(record.id, last + 1...last + 1, padding: 9_000)])
        #expect(try journal.execution(id: record.id)?.lastEventID == last + 1)
        #expect(try journal.checkIntegrity() == [])
        journal.close()
    }

    @Test func keepsTheLogShortUnderLoad() throws {
        let journal = try open(.write(.normal))
        let record = try sampleRecord(journal)
        let events = sampleEvents(1...1, padding: 25_000)
        try journal.commitAndWait([.createExecution(record)])
        for id in 1...Int64(2_000) {
            journal.commit([.appendHistory(record.id, firstEventID: id, lastEventID: id, events: events)]) { _ in }
            if id % 10 == 0 { journal.flush() }
        }
        journal.flush()
        var status = stat()
        #expect(stat(journal.path + "-wal", &status) == 0)
        // 100 MB were written.
        #expect(status.st_size < 72 << 20)
        journal.close()
    }

    @Test func readersDoNotHoldUpTheWriter() throws {
        let journal = try open()
        let record = try sampleRecord(journal)
        try journal.commitAndWait([.createExecution(record)])
        let counts = try journal.read { connection in
            let before = try connection.integer("SELECT count(*) FROM history")
            try journal.commitAndWait([append(record.id, 1...5)])
            return [before, try connection.integer("SELECT count(*) FROM history")]
        }
        #expect(counts == [0, 0])
        #expect(try journal.read { try $0.integer("SELECT count(*) FROM history") } == 1)
        journal.close()
    }

    // MARK: Copies

    @Test func backsUpWhileWorkGoesOn() throws {
        let journal = try open()
        let records = try (0..<200).map { _ in try sampleRecord(journal) }
        try journal.commitAndWait(records.flatMap { [.createExecution($0), append($0.id, 1...3)] })
        for record in records { journal.commit([append(record.id, 4...4)]) { _ in } }
        try journal.backup(to: directory.file("copy.sqlite"))
        journal.flush()
        let exists = JournalError.backupFailed(path: directory.file("copy.sqlite"), reason: "File exists")
        #expect(throws: exists) { try journal.backup(to: directory.file("copy.sqlite")) }
        let nowhere = #expect(throws: JournalError.self) { try journal.backup(to: directory.file("missing/copy")) }
        guard case .backupFailed? = nowhere else {
            Issue.record("\(String(describing: nowhere))")
            return
        }
        journal.close()
        #expect(try directory.names == ["copy.sqlite", "journal.sqlite"])
        let copy = try SQLiteJournal(path: directory.file("copy.sqlite"))
        #expect(try copy.checkIntegrity() == [])
        #expect(try copy.openExecutions().count == 200)
        let bytes = try copy.historyBytes(of: records[0].id)
        #expect(bytes == sampleEvents(1...3) || bytes == sampleEvents(1...4))
        copy.close()
    }
}

enum JournalPath {
    static func real(_ path: String) -> String {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        return resolved.map { String(cString: $0) } ?? path
    }
}
