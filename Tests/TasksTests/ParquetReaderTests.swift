import JSON
import Testing

@testable import Tasks

@Suite struct ParquetReaderTests {
    /// Without the library a reader says what to install; with it, what is wrong with the file.
    @Test func refusesWhatIsNotParquet() throws {
        let reader = ParquetReader(environment: testEnvironment)
        defer { reader.close() }
        do {
            _ = try reader.rows(of: Array("not a file".utf8), atMost: nil)
            Issue.record("it was read")
        } catch .unavailable(let reason) {
            #expect(reason.contains("pip install pyarrow"))
        } catch .invalid(let reason) {
            #expect(reason.contains("Parquet"))
        }
    }

    /// With `pyarrow` at hand, which Baton does not ask for.
    @Test func rowsBecomeItems() throws {
        let reader = ParquetReader(environment: testEnvironment)
        defer { reader.close() }
        guard let file = try ParquetSample.bytes() else {
            return print("ParquetReaderTests: pyarrow is not installed, skipped")
        }
        let rows = try reader.rows(of: file, atMost: 2)
        #expect(rows == [["id": 1, "name": "Ada", "at": "2026-01-02T03:04:05"], ["id": 2, "name": nil, "at": nil]])
        #expect(try reader.rows(of: file, atMost: nil).count == 3)
    }
}
