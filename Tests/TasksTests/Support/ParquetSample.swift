import Glibc

@testable import Tasks

/// A Parquet file of three rows, written by `pyarrow` where that is installed.
enum ParquetSample {
    private static let program = """
        import datetime, sys
        try:
            import pyarrow, pyarrow.parquet
        except ImportError:
            sys.exit(9)
        rows = [{"id": 1, "name": "Ada", "at": datetime.datetime(2026, 1, 2, 3, 4, 5)}, {"id": 2}, {"id": 3, "name": "Bo"}]
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), sys.argv[1])
        """

    /// Nil where there is no `pyarrow`.
    static func bytes() throws -> [UInt8]? {
        var template = Array("/tmp/baton-parquet-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        close(file)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let process = try ChildProcess(
            Command(words: ["python3", "-c", program, path], environment: testEnvironment), descriptors: [2: 2])
        guard process.wait() == .code(0) else { return nil }
        return try FileSystem.read(path)
    }
}
