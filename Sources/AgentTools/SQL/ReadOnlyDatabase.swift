internal import CSQLite
import JSON
import Tasks

/// A SQLite file for reading some of its tables; SQLite's own parser decides what a statement does.
///
/// `@unchecked Sendable`: used by one thread, but for `sqlite3_interrupt`, which any may call while it is open.
final class ReadOnlyDatabase: @unchecked Sendable {
    struct Rows {
        var columns: [String] = []
        var rows: [[JSONValue]] = []
        /// Why there are not all rows.
        var truncation: String?
    }

    private let handle: OpaquePointer
    private let authorizer: Authorizer
    private let clock = DeadlineBox()

    init(path: String, tables: [String]) throws(ToolFault) {
        var opened: OpaquePointer?
        // `mode=ro`, not `immutable`: others may write meanwhile.
        let status = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw ToolFault("Sql.CannotOpen", "\(path): \(String(cString: sqlite3_errstr(status)))")
        }
        handle = opened
        authorizer = Authorizer(tables: tables, existing: Self.names(in: opened))
        sqlite3_busy_timeout(handle, 2_000)
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 4_000_000)
        sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100_000)
        sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_set_authorizer(handle, onAuthorize, Unmanaged.passUnretained(authorizer).toOpaque())
        sqlite3_progress_handler(handle, 1_000, onProgress, Unmanaged.passUnretained(clock).toOpaque())
    }

    deinit { sqlite3_close_v2(handle) }

    /// The names of all that can be read from: tables, views and table-valued functions.
    private static func names(in handle: OpaquePointer) -> Set<String> {
        var names: Set<String> = []
        for source in ["SELECT name FROM sqlite_master", "SELECT name FROM pragma_module_list"] {
            var statement: OpaquePointer?
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(handle, source, -1, &statement, nil) == SQLITE_OK else { continue }
            while sqlite3_step(statement) == SQLITE_ROW {
                if let name = sqlite3_column_text(statement, 0) { names.insert(String(cString: name).lowercased()) }
            }
        }
        return names
    }

    /// Has a query that is running fail.
    func interrupt() { sqlite3_interrupt(handle) }

    /// - Throws: `ToolFault` for what is no single statement that only reads allowed tables, and what takes too long.
    func rows(of sql: String, maximumRows: Int, maximumBytes: Int, seconds: Int64) throws(ToolFault) -> Rows {
        clock.deadline = .now.adding(milliseconds: seconds * 1_000)
        let statement = try prepare(sql)
        defer { sqlite3_finalize(statement) }
        var result = Rows()
        let count = sqlite3_column_count(statement)
        result.columns = (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
        var bytes = 0
        while true {
            let status = sqlite3_step(statement)
            if status == SQLITE_DONE { return result }
            guard status == SQLITE_ROW else {
                guard status == SQLITE_INTERRUPT else { throw failure("Sql.Error") }
                throw ToolFault("Sql.Timeout", "the query took longer than \(seconds) s and was stopped")
            }
            guard result.rows.count < maximumRows else {
                result.truncation = "at most \(maximumRows) rows are given"
                return result
            }
            let row = (0..<count).map { value(statement, $0) }
            bytes += JSONValue.array(row).text.utf8.count
            guard bytes <= maximumBytes || result.rows.isEmpty else {
                result.truncation = "the rows are longer than \(maximumBytes) bytes"
                return result
            }
            result.rows.append(row)
        }
    }

    private func prepare(_ sql: String) throws(ToolFault) -> OpaquePointer {
        var statement: OpaquePointer?
        var rest = ""
        let status = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v2(handle, start, -1, &statement, &tail)
            rest = tail.map { String(cString: $0) } ?? ""
            return status
        }
        guard status == SQLITE_OK else {
            if let refusal = authorizer.refusal { throw ToolFault("Sql.NotAllowed", refusal + ". " + authorizer.hint) }
            throw ToolFault("Sql.Error", "\(message). \(schema)")
        }
        guard let statement else { throw ToolFault("Sql.Error", "there is no statement in the query") }
        guard sqlite3_stmt_readonly(statement) != 0, sqlite3_column_count(statement) > 0 else {
            sqlite3_finalize(statement)
            throw ToolFault("Sql.NotAllowed", "only SELECT statements are allowed")
        }
        guard try isBlank(rest) else {
            sqlite3_finalize(statement)
            throw ToolFault("Sql.NotAllowed", "only one statement is allowed, and there is more after it")
        }
        return statement
    }

    /// Whether what follows a statement is only blanks, comments and semicolons.
    private func isBlank(_ rest: String) throws(ToolFault) -> Bool {
        var rest = rest
        while !rest.isEmpty {
            var statement: OpaquePointer?
            var next = ""
            let status = rest.withCString { start in
                var tail: UnsafePointer<CChar>?
                let status = sqlite3_prepare_v2(handle, start, -1, &statement, &tail)
                next = tail.map { String(cString: $0) } ?? ""
                return status
            }
            sqlite3_finalize(statement)
            guard status == SQLITE_OK, statement == nil else { return false }
            guard next.utf8.count < rest.utf8.count else { return true }
            rest = next
        }
        return true
    }

    /// The columns of the tables, for a query that names others.
    private var schema: String {
        let tables = authorizer.tables.sorted().map { table -> String in
            var statement: OpaquePointer?
            let quoted = table.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(handle, "SELECT * FROM \"\(quoted)\"", -1, &statement, nil) == SQLITE_OK else {
                return table
            }
            let names = (0..<sqlite3_column_count(statement)).map {
                sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? ""
            }
            return "\(table)(\(names.joined(separator: ", ")))"
        }
        return "There are \(tables.joined(separator: ", "))"
    }

    private var message: String { String(cString: sqlite3_errmsg(handle)) }

    private func failure(_ error: String) -> ToolFault { ToolFault(error, message) }

    private func value(_ statement: OpaquePointer, _ column: Int32) -> JSONValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            let number = sqlite3_column_double(statement, column)
            return number.isFinite ? .double(number) : .string("\(number)")
        case SQLITE_NULL: return .null
        case SQLITE_BLOB: return .string("[\(sqlite3_column_bytes(statement, column)) bytes]")
        default:
            let count = Int(sqlite3_column_bytes(statement, column))
            guard let text = sqlite3_column_text(statement, column) else { return .null }
            return .string(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        }
    }
}

/// When a query has to have ended. A class, as SQLite keeps a pointer to it; of one thread.
private final class DeadlineBox {
    var deadline = MonotonicTime.now
}

/// Decides what statements may do, as SQLite compiles them. A class, as SQLite keeps a pointer to it; of one thread.
private final class Authorizer {
    private static let functions: Set<String> = ["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"]
    private static let tableFunctions: Set<String> = ["json_each", "json_tree", "generate_series"]

    let tables: Set<String>
    private let known: Set<String>
    private(set) var refusal: String?

    /// What exists besides common table expressions, which a statement brings along.
    private let existing: Set<String>

    init(tables: [String], existing: Set<String>) {
        self.existing = existing
        self.tables = Set(tables)
        known = Set(tables.map { $0.lowercased() })
    }

    var hint: String { "You can read \(tables.sorted().joined(separator: ", "))" }

    /// - Parameter view: the view that the access is in, where it is in one.
    func allows(_ action: Int32, _ first: String?, _ second: String?, view: String?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_READ:
            let table = first?.lowercased() ?? ""
            if known.contains(table) || Self.tableFunctions.contains(table) { return true }
            if let view, known.contains(view.lowercased()) { return true }
            // SQLite asks for a table of which no column is read, common table expressions included.
            if second?.isEmpty == true, isOfTheStatement(table) { return true }
            return refuse("the table '\(first ?? "")' cannot be read")
        case SQLITE_FUNCTION:
            guard let name = second?.lowercased(), Self.functions.contains(name) else { return true }
            return refuse("the function '\(name)' is not allowed")
        default: return refuse("only SELECT statements are allowed")
        }
    }

    private func isOfTheStatement(_ name: String) -> Bool {
        !existing.contains(name) && !name.hasPrefix("sqlite_") && !name.hasPrefix("pragma_")
    }

    private func refuse(_ reason: String) -> Bool {
        refusal = reason
        return false
    }
}

private let onAuthorize:
    @convention(c) (
        UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
        UnsafePointer<CChar>?
    ) -> CInt = { context, action, first, second, _, view in
        guard let context else { return SQLITE_DENY }
        let authorizer = Unmanaged<Authorizer>.fromOpaque(context).takeUnretainedValue()
        let isAllowed = authorizer.allows(
            action, first.map { String(cString: $0) }, second.map { String(cString: $0) },
            view: view.map { String(cString: $0) })
        return isAllowed ? SQLITE_OK : SQLITE_DENY
    }

private let onProgress: @convention(c) (UnsafeMutableRawPointer?) -> CInt = { context in
    guard let context else { return 1 }
    return Unmanaged<DeadlineBox>.fromOpaque(context).takeUnretainedValue().deadline < .now ? 1 : 0
}
