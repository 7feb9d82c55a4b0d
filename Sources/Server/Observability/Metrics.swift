internal import Synchronization

/// Counts of what the API did.
final class Metrics: Sendable {
    private struct Key: Hashable, Sendable {
        let operation: Operation
        /// The code of the error; none where it succeeded.
        let error: String?
    }

    private struct Count: Sendable {
        var requests = 0
        var nanoseconds: UInt64 = 0
    }

    private let counts = Mutex<[Key: Count]>([:])

    func count(_ operation: Operation, _ answer: Call.Answer, nanoseconds: UInt64) {
        var error: String?
        if case .failure(let refusal) = answer { error = refusal.code }
        counts.withLock { counts in
            let key = Key(operation: operation, error: error)
            var count = counts[key] ?? Count()
            count.requests += 1
            count.nanoseconds += nanoseconds
            counts[key] = count
        }
    }

    /// In the text format of Prometheus.
    ///
    /// - Parameter gauges: further values by name, each with what it means.
    func exposition(gauges: [(name: String, help: String, value: Int)]) -> String {
        let counts = counts.withLock { $0 }.sorted {
            ($0.key.operation.rawValue, $0.key.error ?? "") < ($1.key.operation.rawValue, $1.key.error ?? "")
        }
        var lines = [
            "# HELP baton_api_requests_total Requests to the Step Functions API.",
            "# TYPE baton_api_requests_total counter",
        ]
        lines += counts.map { "baton_api_requests_total{\(labels($0.key))} \($0.value.requests)" }
        lines += [
            "# HELP baton_api_request_seconds_total Time from the arrival of requests to their answers.",
            "# TYPE baton_api_request_seconds_total counter",
        ]
        lines += counts.map {
            "baton_api_request_seconds_total{\(labels($0.key))} \(Double($0.value.nanoseconds) / 1_000_000_000)"
        }
        for gauge in gauges {
            lines += [
                "# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.value)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func labels(_ key: Key) -> String {
        "operation=\"\(key.operation.rawValue)\",error=\"\(key.error ?? "")\""
    }
}
