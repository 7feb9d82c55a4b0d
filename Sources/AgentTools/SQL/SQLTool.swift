import JSON

/// Answers a single SELECT statement from a SQLite file that is opened read-only.
///
/// Settings: `Database` (a path), `Tables` (those that may be read), `MaxRows` 100, `MaxSeconds` 10.
struct SQLTool: BuiltInTool {
    private static let maximumTextBytes = 100_000

    /// Where relative paths start, absolute.
    let folder: String

    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue {
        let settings = ToolSettings(value: call.settings, name: "Settings")
        let path = try settings.string("Database")
        let database = try ReadOnlyDatabase(
            path: path.hasPrefix("/") ? path : "\(folder)/\(path)", tables: try settings.strings("Tables"))
        call.cancellation.onCancel { database.interrupt() }
        let query = try ToolSettings(value: call.input, name: "input").string("query")
        let maximumRows = Int(try settings.integer("MaxRows", 1...100_000, otherwise: 100))
        let seconds = try settings.integer("MaxSeconds", 1...3_600, otherwise: 10)
        let result = try database.rows(
            of: query, maximumRows: maximumRows, maximumBytes: Self.maximumTextBytes, seconds: seconds)
        var answer: JSONObject = [
            "columns": .array(result.columns.map(JSONValue.string)), "rows": .array(result.rows.map(JSONValue.array)),
        ]
        if let reason = result.truncation {
            answer["truncated"] = .string(
                "these are the first \(result.rows.count) rows, not all: \(reason). "
                    + "Use aggregates, WHERE or LIMIT to ask for less")
        }
        return .object(answer)
    }
}
