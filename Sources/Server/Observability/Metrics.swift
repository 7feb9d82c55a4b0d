internal import Synchronization

/// Counts of what the API did, and how long it took.
final class Metrics: Sendable {
    private struct Key: Hashable, Sendable {
        let operation: Operation
        /// The code of the error; none where it succeeded.
        let error: String?
    }

    /// The bounds of the histogram's buckets, in seconds; long polls take sixty.
    private static let bounds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private struct Latency: Sendable {
        /// One more than there are bounds: the last is for all that took longer.
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var nanoseconds: UInt64 = 0

        mutating func add(_ duration: UInt64) {
            let seconds = Double(duration) / 1_000_000_000
            buckets[Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count] += 1
            nanoseconds += duration
        }
    }

    private struct Storage {
        var counts: [Key: Int] = [:]
        var latencies: [Operation: Latency] = [:]
        /// Requests that did not get as far as an operation, by the code of the error.
        var refusals: [String: Int] = [:]
    }

    private let storage = Mutex(Storage())
    private let underWay = Atomic(0)

    /// A request has come in; `count` is called when it is answered.
    func begin() { underWay.add(1, ordering: .relaxed) }

    /// A request was refused before it was known what it wants.
    func refused(_ error: APIError) { storage.withLock { $0.refusals[error.code, default: 0] += 1 } }

    func count(_ operation: Operation, _ answer: Call.Answer, nanoseconds: UInt64) {
        underWay.subtract(1, ordering: .relaxed)
        var error: String?
        if case .failure(let refusal) = answer { error = refusal.code }
        storage.withLock { storage in
            storage.counts[Key(operation: operation, error: error), default: 0] += 1
            storage.latencies[operation, default: Latency()].add(nanoseconds)
        }
    }

    func write(to exposition: inout Exposition) {
        let (counts, latencies, refusals) = storage.withLock { ($0.counts, $0.latencies, $0.refusals) }
        exposition.begin("baton_api_requests_total", .counter, "Requests to the Step Functions API.")
        for (key, count) in counts.sorted(by: {
            ($0.key.operation.rawValue, $0.key.error ?? "") < ($1.key.operation.rawValue, $1.key.error ?? "")
        }) {
            exposition.add(
                "baton_api_requests_total", ["operation": key.operation.rawValue, "error": key.error ?? ""], count)
        }
        exposition.begin(
            "baton_api_refusals_total", .counter, "Requests that were refused before they reached an operation.")
        for (code, count) in refusals.sorted(by: { $0.key < $1.key }) {
            exposition.add("baton_api_refusals_total", ["error": code], count)
        }
        exposition.single(
            "baton_api_requests_under_way", .gauge, "Requests that are not answered yet, long polls included.",
            underWay.load(ordering: .relaxed))
        let name = "baton_api_request_duration_seconds"
        exposition.begin(name, .histogram, "Time from the arrival of requests to their answers.")
        for (operation, latency) in latencies.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var sum = 0
            for (index, count) in latency.buckets.enumerated() {
                sum += count
                let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
                exposition.add("\(name)_bucket", ["operation": operation.rawValue, "le": bound], sum)
            }
            exposition.add(
                "\(name)_sum", ["operation": operation.rawValue], Double(latency.nanoseconds) / 1_000_000_000)
            exposition.add("\(name)_count", ["operation": operation.rawValue], sum)
        }
    }
}
