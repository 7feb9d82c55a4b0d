import Digests
package import JSON
import Synchronization
package import Tasks

/// Recorded answers of models, found again by the request.
///
/// One line of JSON for each exchange: `{"key": …, "request": …, "answer": …}`, or `failure` instead of `answer`. The key
/// is the SHA-256 of the request without its metadata, members sorted. The same request asked again gets its answers in
/// the order in which they were recorded, and then the last one again.
package final class Cassette: Sendable {
    private struct Storage {
        var exchanges: [String: [JSONValue]] = [:]
        var played: [String: Int] = [:]
    }

    private let storage = Mutex(Storage())

    package init() {}

    /// - Parameter lines: the text of a cassette.
    /// - Throws: `ScriptFault`, which names the line.
    package init(parsing lines: String) throws(ScriptFault) {
        for (index, line) in lines.split(separator: "\n").enumerated() {
            guard let exchange = try? JSONValue(parsing: String(line)), let key = exchange["key"]?.string else {
                throw ScriptFault(place: "line \(index + 1)", reason: "not an exchange with a model")
            }
            storage.withLock { $0.exchanges[key, default: []].append(exchange) }
        }
    }

    /// The answer that was recorded next for this request.
    package func answer(to request: ModelRequest) -> Result<JSONValue, ModelFailure>? {
        let key = Self.key(of: request)
        return storage.withLock { storage in
            guard let exchanges = storage.exchanges[key] else { return nil }
            let index = min(storage.played[key] ?? 0, exchanges.count - 1)
            storage.played[key] = index + 1
            if let answer = exchanges[index]["answer"] { return .success(answer) }
            let failure = exchanges[index]["failure"]
            return .failure(
                ModelFailure(
                    error: failure?["error"]?.string ?? "BedrockRuntime.InternalServerException",
                    cause: failure?["cause"]?.string ?? ""))
        }
    }

    /// The line for an exchange.
    package static func line(_ request: ModelRequest, _ outcome: Result<JSONValue, ModelFailure>) -> String {
        var exchange: JSONObject = ["key": .string(key(of: request)), "request": request.body]
        switch outcome {
        case .success(let answer): exchange["answer"] = answer
        case .failure(let failure):
            exchange["failure"] = ["error": .string(failure.error), "cause": .string(failure.cause)]
        }
        return JSONValue.object(exchange).text + "\n"
    }

    static func key(of request: ModelRequest) -> String {
        var body = request.body.object ?? [:]
        body["RequestMetadata"] = nil
        return Digest.sha256.hash(Array(sorted(.object(body)).text.utf8)).hexadecimal
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
        default: value
        }
    }
}

/// Plays a cassette; what was not recorded is an error.
package struct CassettePlayer: ModelProvider {
    private let cassette: Cassette

    package init(cassette: Cassette) { self.cassette = cassette }

    package func converse(
        _ request: ModelRequest, completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void
    ) -> TaskCancellation {
        let missing = ModelFailure(
            .invalid,
            "The cassette has no answer to this request of model '\(request.modelID)': \(request.lastText.prefix(200))")
        completion(cassette.answer(to: request) ?? .failure(missing))
        return .none
    }
}

/// Passes calls on and records what came back.
package struct CassetteRecorder: ModelProvider {
    private let provider: any ModelProvider
    private let write: @Sendable (String) -> Void

    /// - Parameter write: appends a line to the cassette; called from any thread.
    package init(recording provider: any ModelProvider, write: @escaping @Sendable (String) -> Void) {
        self.provider = provider
        self.write = write
    }

    package func converse(
        _ request: ModelRequest, completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void
    ) -> TaskCancellation {
        provider.converse(request) { outcome in
            write(Cassette.line(request, outcome))
            completion(outcome)
        }
    }
}
