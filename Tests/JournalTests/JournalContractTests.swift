import JSON
import Journal
import Testing
import Threads

/// What every form of the journal does.
@Suite struct JournalContractTests {
    enum Form: String, CaseIterable {
        case sqlite, inMemory
    }

    /// A new, empty journal.
    private final class Fixture {
        let directory = TemporaryDirectory()
        let journal: any ExecutionJournal

        init(_ form: Form) throws {
            switch form {
            case .sqlite: journal = try SQLiteJournal(path: directory.file())
            case .inMemory: journal = InMemoryJournal()
            }
        }

        deinit { journal.close() }
    }

    @Test(arguments: Form.allCases) func givesBackWhatWasCreated(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let record = try sampleRecord(journal)
        var finished = try sampleRecord(journal)
        finished.status = .failed
        finished.stopMilliseconds = 5
        (finished.error, finished.cause) = ("States.Timeout", "late")
        finished.hasEffectsInFlight = false
        finished.details = [:]
        finished.parent = nil
        try journal.commitAndWait([.createExecution(record), .createExecution(finished)])
        #expect(try journal.execution(id: record.id) == record)
        #expect(try journal.execution(arn: record.arn) == record)
        #expect(try journal.execution(arn: finished.arn) == finished)
        #expect(try journal.execution(arn: record.arn + "x") == nil)
        #expect(try journal.execution(id: ExecutionID(rawValue: 99)) == nil)
    }

    @Test(arguments: Form.allCases) func numbersExecutionsDensely(form: Form) throws {
        let fixture = try Fixture(form)
        #expect((1...3).map { _ in fixture.journal.nextExecutionID().rawValue } == [1, 2, 3])
    }

    @Test(arguments: Form.allCases) func storesADefinitionOnce(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let first = try journal.definitionID(for: "{\"é\":1}")
        #expect(try journal.text(of: first) == "{\"é\":1}")
        #expect(try journal.definitionID(for: "{\"é\":1}") == first)
        let decomposed = try journal.definitionID(for: "{\"e\u{301}\":1}")
        #expect(decomposed != first)
        try journal.commitAndWait([])
        #expect(try journal.definitionID(for: "{\"é\":1}") == first)
        #expect(try journal.text(of: decomposed).map { sameBytes($0, "{\"e\u{301}\":1}") } == true)
        #expect(try journal.text(of: DefinitionID(rawValue: 999)) == nil)
    }

    @Test(arguments: Form.allCases) func pagesThroughAHistory(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let (one, other) = (try sampleRecord(journal), try sampleRecord(journal))
        try journal.commitAndWait([.createExecution(one), append(one.id, 1...2), .createExecution(other)])
        try journal.commitAndWait([append(one.id, 3...3), append(other.id, 1...1)])
        try journal.commitAndWait([append(one.id, 4...7, padding: 5_000), append(one.id, 8...8)])

        func ids(from first: Int64, limit: Int, reversed: Bool = false) throws -> [Int64] {
            let events = try journal.history(of: one.id, from: first, limit: limit, reversed: reversed)
            return try events.map { try #require(try JSONValue(parsing: $0)["id"]?.integer) }
        }
        #expect(try ids(from: 1, limit: 100) == Array(1...8))
        #expect(try ids(from: 1, limit: 2) == [1, 2])
        #expect(try ids(from: 2, limit: 4) == [2, 3, 4, 5])
        #expect(try ids(from: 6, limit: 1) == [6])
        #expect(try ids(from: 9, limit: 5) == [])
        #expect(try ids(from: 1, limit: 0) == [])
        #expect(try ids(from: 3, limit: .max) == Array(3...8))
        #expect(try ids(from: .max, limit: 3, reversed: true) == [8, 7, 6])
        #expect(try ids(from: 5, limit: 3, reversed: true) == [5, 4, 3])
        #expect(try ids(from: 2, limit: 50, reversed: true) == [2, 1])
        #expect(try ids(from: 0, limit: 50, reversed: true) == [])
        #expect(
            try journal.historyBytes(of: one.id)
                == sampleEvents(1...3) + sampleEvents(4...7, padding: 5_000) + sampleEvents(8...8))
        #expect(try journal.historyBytes(of: other.id) == sampleEvents(1...1))
        #expect(try journal.historyBytes(of: ExecutionID(rawValue: 99)) == [])
        #expect(try journal.execution(id: one.id)?.lastEventID == 8)
    }

    @Test(arguments: Form.allCases) func refusesEventsThatDoNotContinue(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let record = try sampleRecord(journal)
        try journal.commitAndWait([.createExecution(record), append(record.id, 1...2)])
        let id = record.id
        let refused: [(JournalWrite, JournalError)] = [
            (append(id, 2...3), .invalidHistory(id, reason: "expected event 3, found 2")),
            (append(id, 4...4), .invalidHistory(id, reason: "expected event 3, found 4")),
            (
                .appendHistory(id, firstEventID: 3, lastEventID: 4, events: sampleEvents(3...3)),
                .invalidHistory(id, reason: "expected a line each for events 3 to 4, found 1")
            ),
            (append(ExecutionID(rawValue: 99), 1...1), .unknownExecution(ExecutionID(rawValue: 99))),
        ]
        for (write, error) in refused {
            #expect(throws: error) { try journal.commitAndWait([write]) }
        }
        #expect(try journal.historyBytes(of: id) == sampleEvents(1...2))
    }

    @Test(arguments: Form.allCases) func followsAnExecutionThroughItsLife(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        var record = try sampleRecord(journal)
        let id = record.id
        func update(_ update: ExecutionUpdate) throws { try journal.commitAndWait([.updateExecution(id, update)]) }
        try journal.commitAndWait([.createExecution(record)])

        try update(.parked(wakeMilliseconds: 12, hasEffectsInFlight: false))
        (record.wakeMilliseconds, record.hasEffectsInFlight) = (12, false)
        #expect(try journal.execution(id: id) == record)

        try update(.stopped(.failed, stopMilliseconds: 20, error: "E", cause: "why"))
        (record.status, record.stopMilliseconds, record.wakeMilliseconds) = (.failed, 20, nil)
        (record.error, record.cause) = ("E", "why")
        #expect(try journal.execution(id: id) == record)

        try update(.pendingRedrive)
        record.status = .pendingRedrive
        #expect(try journal.execution(id: id) == record)

        try update(.redriven(count: 1, milliseconds: 30))
        (record.status, record.stopMilliseconds, record.error, record.cause) = (.running, nil, nil, nil)
        (record.redriveCount, record.redriveMilliseconds) = (1, 30)
        #expect(try journal.execution(id: id) == record)

        try update(.details(["label": "x"]))
        try update(.stopped(.succeeded, stopMilliseconds: 40, output: "{}"))
        (record.details, record.status, record.stopMilliseconds, record.output) = (["label": "x"], .succeeded, 40, "{}")
        #expect(try journal.execution(id: id) == record)
    }

    @Test(
        arguments: Form.allCases,
        [
            (ExecutionStatus.succeeded, ExecutionUpdate.parked(wakeMilliseconds: nil, hasEffectsInFlight: false)),
            (.failed, .stopped(.aborted, stopMilliseconds: 1)),
            (.running, .redriven(count: 1, milliseconds: 1)),
            (.running, .pendingRedrive),
            (.running, .stopped(.running, stopMilliseconds: 1)),
            (.pendingRedrive, .stopped(.pendingRedrive, stopMilliseconds: 1)),
        ])
    func refusesUpdatesThatDoNotFit(form: Form, pair: (ExecutionStatus, ExecutionUpdate)) throws {
        let fixture = try Fixture(form)
        var record = try sampleRecord(fixture.journal)
        record.status = pair.0
        record.hasEffectsInFlight = false
        try fixture.journal.commitAndWait([.createExecution(record)])
        let error = #expect(throws: JournalError.self) {
            try fixture.journal.commitAndWait([.updateExecution(record.id, pair.1)])
        }
        guard case .invalidUpdate(record.id, pair.0, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try fixture.journal.execution(id: record.id) == record)
    }

    @Test(arguments: Form.allCases) func writesAllOrNothing(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let (first, second) = (try sampleRecord(journal), try sampleRecord(journal))
        try journal.commitAndWait([.createExecution(first), .putResource(kind: "k", name: "n", body: 1)])
        #expect(throws: JournalError.duplicateExecution(arn: first.arn)) {
            try journal.commitAndWait([
                .createExecution(second), append(first.id, 1...1), .putResource(kind: "k", name: "n", body: 2),
                .run { try $0.execute("CREATE TABLE other (x)") }, .createExecution(first),
            ])
        }
        #expect(try journal.execution(id: second.id) == nil)
        #expect(try journal.execution(id: first.id) == first)
        #expect(try journal.resource(kind: "k", name: "n") == 1)
        let tables = try journal.read { try $0.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'other'") }
        #expect(tables == 0)
        // What failed does not stand in the way of what comes next.
        try journal.commitAndWait([.createExecution(second), append(first.id, 1...1)])
        #expect(try journal.execution(id: second.id) == second)
    }

    @Test(arguments: Form.allCases) func letsOtherStoresKeepTables(form: Form) throws {
        struct Refusal: Error {}
        let fixture = try Fixture(form)
        let journal = fixture.journal
        try journal.commitAndWait([
            .run { try $0.execute("CREATE TABLE items (key TEXT PRIMARY KEY, size REAL, body BLOB)") },
            .run { try $0.run("INSERT INTO items VALUES (?, ?, ?)", .text("a"), .double(1.5), .blob([])) },
            .run { try $0.run("INSERT INTO items VALUES (?, ?, ?)", .text("b"), .null, .blob([0, 255])) },
        ])
        let error = #expect(throws: JournalError.self) {
            try journal.commitAndWait([
                .run { try $0.run("DELETE FROM items") }, .run { _ in throw Refusal() },
            ])
        }
        #expect(error == .rejected(reason: "Refusal()"))
        let bodies = try journal.read { connection in
            try connection.rows("SELECT key, body, size IS NULL FROM items WHERE key >= ? ORDER BY key", .text("a")) {
                "\($0.text(0)) \($0.bytes(1)) \($0.bool(2))"
            }
        }
        #expect(bodies == ["a [] false", "b [0, 255] true"])
        #expect(throws: (any Error).self) { try journal.read { try $0.run("INSERT INTO missing VALUES (1)") } }
    }

    @Test(arguments: Form.allCases) func listsNewestFirst(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        var records: [ExecutionRecord] = []
        for index in 0..<20 {
            var record = try sampleRecord(
                journal, stateMachine: index % 2 == 0 ? "even" : "odd", mapRunArn: index % 5 == 0 ? "arn:map" : nil)
            record.redriveCount = index % 3 == 0 ? 1 : 0
            if index < 12 {
                record.status = index < 8 ? .succeeded : .failed
                record.stopMilliseconds = Int64(index)
            }
            if index == 4 { record.details = ["stateMachineAliasArn": "arn:alias"] }
            records.append(record)
        }
        try journal.commitAndWait(records.map { .createExecution($0) })

        func indices(_ filter: ExecutionFilter, pageSize: Int = 100) throws -> [Int] {
            var found: [Int] = []
            var cursor: ExecutionID?
            repeat {
                let page = try journal.executions(matching: filter, after: cursor, limit: pageSize)
                #expect(page.executions.count <= pageSize)
                found += page.executions.map { Int($0.id.rawValue) - 1 }
                cursor = page.next
            } while cursor != nil
            return found
        }
        let all = Array((0..<20).reversed())
        let even = records[0].stateMachineArn
        for pageSize in [1, 3, 7, 20, 100] {
            #expect(try indices(ExecutionFilter(), pageSize: pageSize) == all)
            #expect(
                try indices(ExecutionFilter(stateMachineArn: even, status: .failed), pageSize: pageSize) == [10, 8])
        }
        #expect(try indices(ExecutionFilter(stateMachineArn: even)) == all.filter { $0 % 2 == 0 })
        #expect(try indices(ExecutionFilter(status: .succeeded)) == all.filter { $0 < 8 })
        #expect(try indices(ExecutionFilter(stateMachineArn: even, status: .succeeded)) == [6, 4, 2, 0])
        #expect(try indices(ExecutionFilter(mapRunArn: "arn:map")) == [15, 10, 5, 0])
        #expect(try indices(ExecutionFilter(mapRunArn: "arn:map", status: .running)) == [15])
        #expect(try indices(ExecutionFilter(redriveFilter: .redriven)) == all.filter { $0 % 3 == 0 })
        #expect(try indices(ExecutionFilter(redriveFilter: .notRedriven)) == all.filter { $0 % 3 != 0 })
        #expect(try indices(ExecutionFilter(versionOrAliasArn: "arn:alias")) == [4])
        #expect(try indices(ExecutionFilter(versionOrAliasArn: "arn:v:1")) == all.filter { $0 != 4 })
        let start = records[0].startMilliseconds
        #expect(
            try indices(ExecutionFilter(startedFromMilliseconds: start + 3, startedToMilliseconds: start + 5))
                == [4, 3])
        #expect(try indices(ExecutionFilter(stoppedBeforeMilliseconds: 3)) == [2, 1, 0])
        #expect(try journal.executions(matching: ExecutionFilter(), after: nil, limit: 0).executions == [])

        let page = try journal.executions(matching: ExecutionFilter(mapRunArn: "arn:map"), after: nil, limit: 1)
        let found = try #require(page.executions.first)
        #expect(found.arn == records[15].arn && found.name == records[15].name && found.details == records[15].details)
        #expect(found.mapRunArn == "arn:map" && found.redriveCount == 1 && found.status == .running)
    }

    @Test(arguments: Form.allCases) func listsWhatRecoveryMustBringBack(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let records = try (0..<4).map { _ in try sampleRecord(journal) }
        try journal.commitAndWait(records.map { .createExecution($0) })
        try journal.commitAndWait([
            .updateExecution(records[1].id, .parked(wakeMilliseconds: 7, hasEffectsInFlight: false)),
            .updateExecution(records[2].id, .stopped(.aborted, stopMilliseconds: 1)),
        ])
        #expect(
            try journal.openExecutions() == [
                OpenExecution(id: records[0].id, wakeMilliseconds: nil, hasEffectsInFlight: true),
                OpenExecution(id: records[1].id, wakeMilliseconds: 7, hasEffectsInFlight: false),
                OpenExecution(id: records[3].id, wakeMilliseconds: nil, hasEffectsInFlight: true),
            ])
    }

    @Test(arguments: Form.allCases) func keepsDocuments(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let names = ["a/1", "a/2", "a/é", "b", "a", "e\u{301}", "é", "a/1/x"]
        try journal.commitAndWait(
            names.enumerated().map { .putResource(kind: "k", name: $0.element, body: .integer(Int64($0.offset))) }
                + [.putResource(kind: "other", name: "a/1", body: ["z": 1.0, "a": nil])])
        try journal.commitAndWait([
            .putResource(kind: "k", name: "b", body: "new"), .deleteResource(kind: "k", name: "a/2"),
            .deleteResource(kind: "k", name: "missing"),
        ])
        #expect(try journal.resource(kind: "k", name: "b") == "new")
        #expect(try journal.resource(kind: "k", name: "e\u{301}") == 5)
        #expect(try journal.resource(kind: "k", name: "é") == 6)
        #expect(try journal.resource(kind: "k", name: "a/2") == nil)
        #expect(try journal.resource(kind: "other", name: "a/1")?.text == "{\"z\":1.0,\"a\":null}")

        func list(_ prefix: String, after name: String? = nil, limit: Int = 100) throws -> [String] {
            try journal.resources(kind: "k", prefix: prefix, after: name, limit: limit).map(\.name)
        }
        #expect(try list("a/") == ["a/1", "a/1/x", "a/é"])
        #expect(try list("a/", limit: 1) == ["a/1"])
        #expect(try list("a/", after: "a/1") == ["a/1/x", "a/é"])
        #expect(try list("a/", after: "b") == [])
        #expect(try list("a/", after: "") == ["a/1", "a/1/x", "a/é"])
        #expect(try list("zz") == [])
        #expect(try list("").count == 7)
        #expect(try list("", after: "a/é").map { Array($0.utf8) } == ["b", "e\u{301}", "é"].map { Array($0.utf8) })
    }

    @Test(arguments: Form.allCases) func deletesWhatStoppedLongAgo(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let records = try (0..<250).map { _ in try sampleRecord(journal) }
        for record in records {
            try journal.commitAndWait([
                .createExecution(record), append(record.id, 1...2), append(record.id, 3...3),
            ])
        }
        try journal.commitAndWait(
            records.prefix(240).map {
                .updateExecution($0.id, .stopped(.succeeded, stopMilliseconds: $0.id.rawValue, output: "1"))
            })
        #expect(try journal.deleteExecutions(stoppedBeforeMilliseconds: 231) == 230)
        #expect(try journal.execution(id: records[229].id) == nil)
        #expect(try journal.execution(arn: records[0].arn) == nil)
        #expect(try journal.historyBytes(of: records[0].id) == [])
        #expect(try journal.execution(id: records[230].id)?.status == .succeeded)
        #expect(try journal.historyBytes(of: records[230].id) == sampleEvents(1...3))
        #expect(try journal.openExecutions().count == 10)
        #expect(try journal.checkIntegrity() == [])
        try journal.commitAndWait([.deleteExecution(records[0].id), .deleteExecution(records[249].id)])
        #expect(try journal.executions(matching: ExecutionFilter(), after: nil, limit: 100).executions.count == 19)
    }

    @Test(arguments: Form.allCases) func letsAnARNBeTakenOver(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        var old = try sampleRecord(journal)
        try journal.commitAndWait([.createExecution(old), append(old.id, 1...1)])
        for _ in 0..<20 {
            var new = try sampleRecord(journal)
            new.arn = old.arn
            #expect(throws: JournalError.duplicateExecution(arn: old.arn)) {
                try journal.commitAndWait([.createExecution(new), .deleteExecution(old.id)])
            }
            try journal.commitAndWait([.deleteExecution(old.id), .createExecution(new)])
            #expect(try journal.execution(arn: new.arn) == new)
            #expect(try journal.execution(id: old.id) == nil)
            old = new
        }
    }

    @Test(arguments: Form.allCases) func completesCommitsInOrder(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let record = try sampleRecord(journal)
        let completed = Mailbox<Int64>()
        journal.commit([.createExecution(record)]) { _ in }
        for id in 1...1_000 {
            journal.commit([append(record.id, Int64(id)...Int64(id))]) { result in
                if case .success = result { completed.send(Int64(id)) }
            }
        }
        journal.flush()
        guard case .elements(let ids) = completed.receive(waitingAtMostNanoseconds: 0) else {
            Issue.record("nothing was completed")
            return
        }
        #expect(ids == Array(1...1_000))
        #expect(try journal.historyBytes(of: record.id) == sampleEvents(1...1_000))
    }

    @Test(arguments: Form.allCases) func failsOnlyTheCulpritOfAGroup(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let record = try sampleRecord(journal)
        let failed = Mailbox<Int>()
        journal.commit([.createExecution(record)]) { _ in }
        for index in 0..<100 {
            let isBad = index % 17 == 3
            let write: JournalWrite =
                isBad
                ? append(record.id, 9_999...9_999)
                : .putResource(kind: "k", name: "\(index)", body: .integer(Int64(index)))
            journal.commit([write]) { if case .failure = $0 { failed.send(index) } }
        }
        journal.flush()
        guard case .elements(let indices) = failed.receive(waitingAtMostNanoseconds: 0) else {
            Issue.record("nothing failed")
            return
        }
        #expect(indices == [3, 20, 37, 54, 71, 88])
        #expect(try journal.resources(kind: "k", prefix: "", after: nil, limit: 1_000).count == 94)
    }

    @Test(arguments: Form.allCases) func refusesCommitsOnceClosed(form: Form) throws {
        let fixture = try Fixture(form)
        let record = try sampleRecord(fixture.journal)
        fixture.journal.close()
        fixture.journal.close()
        let error = #expect(throws: JournalError.self) { try fixture.journal.commitAndWait([.createExecution(record)]) }
        guard case .closed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: Form.allCases) func refusesAnUnknownDefinition(form: Form) throws {
        let fixture = try Fixture(form)
        var record = try sampleRecord(fixture.journal)
        record.definition = DefinitionID(rawValue: 500)
        #expect(throws: JournalError.self) { try fixture.journal.commitAndWait([.createExecution(record)]) }
        #expect(try fixture.journal.execution(id: record.id) == nil)
    }

    @Test(arguments: Form.allCases) func takesCommitsFromManyThreads(form: Form) throws {
        let fixture = try Fixture(form)
        let journal = fixture.journal
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "commit-\(number)") {
                for index in 0..<50 {
                    guard let record = try? sampleRecord(journal, name: "\(number)-\(index)") else { continue }
                    try? journal.commitAndWait([.createExecution(record), append(record.id, 1...3)])
                    try? journal.commitAndWait([append(record.id, 4...4)])
                }
            }
        }
        threads.forEach { $0.join() }
        let open = try journal.openExecutions()
        #expect(open.map(\.id.rawValue) == Array(1...400))
        for execution in open { #expect(try journal.historyBytes(of: execution.id) == sampleEvents(1...4)) }
        #expect(try journal.checkIntegrity() == [])
    }
}
