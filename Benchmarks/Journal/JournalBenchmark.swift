import Glibc
import JSON
import Journal
import Threads

/// How fast the journal takes in events, and gives back what recovery needs.
///
///     swift run -c release JournalBenchmark DIRECTORY [SECONDS_PER_CASE]
///
/// Prints one JSON object a line. An event has 300 bytes, as in a history of small tasks.
@main struct JournalBenchmark {
    let directory: String
    let seconds: Double

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else { return print("usage: JournalBenchmark DIRECTORY [SECONDS_PER_CASE]") }
        let benchmark = JournalBenchmark(
            directory: arguments[1], seconds: arguments.count > 2 ? Double(arguments[2]) ?? 1 : 1)
        for durability in Durability.allCases {
            for batch in [1, 8, 64, 1_000, 10_000] { try benchmark.appendOneAfterTheOther(durability, batch: batch) }
            for executions in [16, 256, 10_000] { try benchmark.appendInterleaved(durability, executions: executions) }
            try benchmark.runShortExecutions(durability)
        }
        try benchmark.recover(executions: 100_000)
    }

    /// One commit of so many events of one execution, then the next: what a lone workflow sees.
    func appendOneAfterTheOther(_ durability: Durability, batch: Int) throws {
        try withJournal(durability) { journal in
            let events = event(times: batch)
            var latencies: [Double] = []
            var (id, last) = (try create(journal), Int64(0))
            let cost = try measure { elapsed in
                while elapsed() < seconds {
                    if last >= 5_000 { (id, last) = (try create(journal), 0) }
                    let start = now()
                    try journal.commitAndWait([
                        .appendHistory(
                            id, firstEventID: last + 1, lastEventID: last + Int64(batch), events: events)
                    ])
                    latencies.append(now() - start)
                    last += Int64(batch)
                }
            }
            report(
                "append one after the other", durability, cost, events: latencies.count * batch,
                ["events_per_commit": .integer(Int64(batch))], latencies)
        }
    }

    /// Many executions, each of which commits two events once its last two are durable.
    func appendInterleaved(_ durability: Durability, executions: Int) throws {
        try withJournal(durability) { journal in
            let events = event(times: 2)
            let ids = try (0..<executions).map { _ in try create(journal, wait: false) }
            journal.flush()
            let done = Mailbox<Int>()
            var (next, started) = (
                Array(repeating: Int64(1), count: executions), Array(repeating: 0.0, count: executions)
            )
            var latencies: [Double] = []
            func send(_ index: Int) {
                started[index] = now()
                let first = next[index]
                next[index] += 2
                journal.commit([
                    .appendHistory(ids[index], firstEventID: first, lastEventID: first + 1, events: events),
                    .updateExecution(ids[index], .parked(wakeMilliseconds: first, hasEffectsInFlight: true)),
                ]) { _ in done.send(index) }
            }
            let cost = measure { elapsed in
                for index in 0..<executions { send(index) }
                while elapsed() < seconds, case .elements(let indices) = done.receive() {
                    for index in indices {
                        latencies.append(now() - started[index])
                        send(index)
                    }
                }
                journal.flush()
            }
            report(
                "append interleaved", durability, cost, events: Int(next.reduce(0) { $0 + $1 - 1 }),
                ["executions": .integer(Int64(executions)), "events_per_commit": 2], latencies)
        }
    }

    /// Executions that begin and end in one commit of 8 events, 64 in flight.
    func runShortExecutions(_ durability: Durability) throws {
        try withJournal(durability) { journal in
            let events = event(times: 8)
            let done = Mailbox<Double>()
            var latencies: [Double] = []
            func send() throws {
                let (record, start) = (try record(journal), now())
                journal.commit([
                    .createExecution(record),
                    .appendHistory(record.id, firstEventID: 1, lastEventID: 8, events: events),
                    .updateExecution(record.id, .stopped(.succeeded, stopMilliseconds: 1, output: "{}")),
                ]) { _ in done.send(start) }
            }
            let cost = try measure { elapsed in
                for _ in 0..<64 { try send() }
                while elapsed() < seconds, case .elements(let starts) = done.receive() {
                    for start in starts {
                        latencies.append(now() - start)
                        try send()
                    }
                }
                journal.flush()
            }
            let count = latencies.count + 64
            report(
                "short executions", durability, cost, events: count * 8,
                ["executions_per_s": .integer(Int64(Double(count) / cost.wall))], latencies)
        }
    }

    /// Many executions that wait, listed as after a crash.
    func recover(executions: Int) throws {
        try withJournal(.normal) { journal in
            for index in 0..<executions {
                let record = try record(journal)
                journal.commit([
                    .createExecution(record),
                    .appendHistory(record.id, firstEventID: 1, lastEventID: 2, events: event(times: 2)),
                    .updateExecution(
                        record.id, .parked(wakeMilliseconds: Int64(index), hasEffectsInFlight: index % 2 == 0)),
                ]) { _ in }
            }
            journal.flush()
            for attempt in ["first", "again"] {
                let cost = try measure { _ in
                    guard try journal.openExecutions().count == executions else { exit(1) }
                }
                report("list open executions, \(attempt)", .normal, cost, events: 0, ["executions": 100_000])
            }
            // One in a thousand fails, the others succeed, for the listings.
            for id in 1...Int64(executions) {
                let status: ExecutionStatus = id % 1_000 == 0 ? .failed : .succeeded
                journal.commit([
                    .updateExecution(ExecutionID(rawValue: id), .stopped(status, stopMilliseconds: id, output: "{}"))
                ]) { _ in }
            }
            journal.flush()
            let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:OrderProcessing"
            for (name, filter) in [
                ("all", ExecutionFilter(stateMachineArn: machine)),
                ("succeeded", ExecutionFilter(stateMachineArn: machine, status: .succeeded)),
                ("failed", ExecutionFilter(stateMachineArn: machine, status: .failed)),
                ("none of a thousand times more", ExecutionFilter(stateMachineArn: machine, status: .running)),
                ("started at no time", ExecutionFilter(stateMachineArn: machine, startedToMilliseconds: 0)),
            ] {
                let cost = try measure { _ in
                    for _ in 0..<10 { _ = try journal.executions(matching: filter, after: nil, limit: 100) }
                }
                report("10 times list 100, \(name)", .normal, cost, events: 0, ["executions": 100_000])
            }
            try readLongHistory(journal)
            let cost = try measure { _ in
                for id in 1...Int64(10_000) {
                    _ = try journal.execution(id: ExecutionID(rawValue: id))
                    _ = try journal.historyBytes(of: ExecutionID(rawValue: id))
                }
            }
            report("read record and history", .normal, cost, events: 0, ["executions": 10_000])
        }
    }

    /// The quota of 25,000 events, two a commit, read in pages of a thousand.
    private func readLongHistory(_ journal: SQLiteJournal) throws {
        let id = try create(journal)
        for first in stride(from: Int64(1), to: 25_000, by: 2) {
            journal.commit([
                .appendHistory(id, firstEventID: first, lastEventID: first + 1, events: event(times: 2))
            ]) { _ in }
        }
        journal.flush()
        for reversed in [false, true] {
            let cost = try measure { _ in
                for page in 0..<Int64(25) {
                    _ = try journal.history(
                        of: id, from: reversed ? 25_000 - page * 1_000 : 1 + page * 1_000, limit: 1_000,
                        reversed: reversed)
                }
            }
            report("25 pages of a long history", .normal, cost, events: 25_000, ["reversed": .bool(reversed)])
        }
    }

    // MARK: Parts

    private func event(times count: Int) -> [UInt8] {
        let start = "{\"timestamp\":1700000000.123,\"type\":\"TaskStateEntered\",\"id\":1,\"pad\":\""
        let line = start + String(repeating: "x", count: 299 - start.utf8.count - 2) + "\"}\n"
        return Array(String(repeating: line, count: count).utf8)
    }

    private func record(_ journal: any ExecutionJournal) throws -> ExecutionRecord {
        let id = journal.nextExecutionID()
        // Names are random for the index, as the ones that clients choose.
        let name = String(UInt64.random(in: .min ... .max), radix: 16) + String(id.rawValue)
        return ExecutionRecord(
            id: id, arn: "arn:aws:states:us-east-1:123456789012:execution:OrderProcessing:\(name)",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:OrderProcessing", name: name,
            definition: try journal.definitionID(for: "{}"), roleArn: "arn:aws:iam::123456789012:role/StepFunctions",
            input: "{\"order\":{\"id\":12345,\"items\":[1,2,3]}}", startMilliseconds: 1_700_000_000_000)
    }

    private func create(_ journal: any ExecutionJournal, wait: Bool = true) throws -> ExecutionID {
        let record = try record(journal)
        if wait {
            try journal.commitAndWait([.createExecution(record)])
        } else {
            journal.commit([.createExecution(record)]) { _ in }
        }
        return record.id
    }

    private func withJournal(_ durability: Durability, _ body: (SQLiteJournal) throws -> Void) throws {
        let path = directory + "/benchmark-\(getpid()).sqlite"
        let journal = try SQLiteJournal(path: path, access: .write(durability))
        try body(journal)
        journal.close()
        unlink(path)
    }

    private struct Cost {
        var wall: Double
        var cpu: Double
    }

    private func measure(_ body: (_ elapsed: () -> Double) throws -> Void) rethrows -> Cost {
        let (start, cpu) = (now(), cpuSeconds())
        try body { now() - start }
        return Cost(wall: now() - start, cpu: cpuSeconds() - cpu)
    }

    private func report(
        _ name: String, _ durability: Durability, _ cost: Cost, events: Int, _ more: JSONObject,
        _ latencies: [Double] = []
    ) {
        var line: JSONObject = ["case": .string(name), "durability": .string(durability.rawValue)]
        for (key, value) in more { line[key] = value }
        line["ms"] = .integer(Int64(cost.wall * 1_000))
        line["cpu_ms"] = .integer(Int64(cost.cpu * 1_000))
        if events > 0 { line["events_per_s"] = .integer(Int64(Double(events) / cost.wall)) }
        let sorted = latencies.sorted()
        if !sorted.isEmpty {
            for (key, share) in [("p50_us", 0.5), ("p99_us", 0.99), ("max_us", 1.0)] {
                line[key] = .integer(Int64(sorted[Int(Double(sorted.count - 1) * share)] * 1e6))
            }
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        line["max_rss_mb"] = .integer(Int64(usage.ru_maxrss / 1_024))
        print(JSONValue.object(line).text)
        fflush(nil)
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
