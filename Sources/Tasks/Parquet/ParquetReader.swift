package import JSON
internal import Threads

/// Why a Parquet file has no rows for us.
package enum ParquetFault: Error, Hashable, Sendable {
    /// Something is missing to read any, in words.
    case unavailable(String)
    /// The file cannot be read.
    case invalid(String)
}

/// Reads Parquet files with Apache Arrow's library for Python (`pip install pyarrow`), in a kept-alive worker process.
package final class ParquetReader: Sendable {
    private let workers: WorkerPool
    private static let timeoutSeconds: Int64 = 600

    init(environment: [String: String]) {
        workers = WorkerPool(
            Command(words: ["python3", "-c", ParquetProgram.source], environment: environment), maximumWorkers: 1)
    }

    func close() { workers.close() }

    /// The rows as objects, at most so many where a number is given. Blocks.
    ///
    /// - Throws: `ParquetFault` with what is missing, or what is wrong with the file.
    package func rows(of bytes: [UInt8], atMost count: Int?) throws(ParquetFault) -> [JSONValue] {
        let outcomes = Mailbox<Result<WorkerFrame, WorkerFailure>>()
        let limit = UInt64(clamping: count ?? .max)
        let head = (0..<8).map { UInt8(truncatingIfNeeded: limit >> (56 - 8 * UInt64($0))) }
        _ = workers.submit(
            WorkerJob(
                timeoutMilliseconds: Self.timeoutSeconds * 1_000, message: { head + bytes }, log: { _ in },
                completion: { outcomes.send($0) }))
        guard case .elements(let results) = outcomes.receive(), let result = results.first else {
            throw .unavailable("the reading process gave no answer")
        }
        return try Self.rows(result)
    }

    private static func rows(_ outcome: Result<WorkerFrame, WorkerFailure>) throws(ParquetFault) -> [JSONValue] {
        switch outcome {
        case .success(let frame) where frame.kind == .message:
            guard let rows = try? JSONValue(parsing: frame.payload).array else {
                throw .invalid("its rows cannot be written as JSON")
            }
            return rows
        case .success(let frame): throw .invalid(String(decoding: frame.payload, as: UTF8.self))
        case .failure(.notReady(let reason)): throw .unavailable(String(decoding: reason, as: UTF8.self))
        case .failure(.cannotStart(let reason)): throw .unavailable(reason)
        case .failure(.timedOut): throw .invalid("reading it took longer than \(timeoutSeconds) s")
        case .failure(.exited(let status)): throw .invalid("the process that read it ended with \(status)")
        case .failure(.garbled(let text)): throw .invalid(text)
        case .failure(.cancelled): throw .unavailable("the program is ending")
        }
    }
}
