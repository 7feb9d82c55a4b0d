import AgentStates
import AgentTools
import CSQLite
import JSON
import Testing

@Suite struct SQLToolTests {
    private let folder: TemporaryFolder
    private let tools: ToolBox

    init() throws {
        folder = try TemporaryFolder()
        tools = ToolBox(folder: folder.path, environment: [:])
        var database: OpaquePointer?
        try #require(sqlite3_open("\(folder.path)/shop.db", &database) == SQLITE_OK)
        defer { sqlite3_close(database) }
        let setup = """
            CREATE TABLE orders (id INTEGER, country TEXT, euros REAL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
            INSERT INTO orders SELECT i, CASE i % 2 WHEN 0 THEN 'DE' ELSE 'FR' END, i * 1.5 FROM n;
            CREATE TABLE salaries (name TEXT, euros REAL);
            INSERT INTO salaries VALUES ('Ann', 1);
            CREATE VIEW totals AS SELECT country, sum(euros) AS euros FROM orders GROUP BY country;
            CREATE VIEW secrets AS SELECT * FROM salaries;
            """
        try #require(sqlite3_exec(database, setup, nil, nil, nil) == SQLITE_OK)
    }

    private func query(_ sql: String, _ more: JSONObject = [:]) throws -> JSONValue {
        var settings: JSONObject = ["Database": "shop.db", "Tables": ["orders", "totals"]]
        for (name, value) in more { settings[name] = value }
        let tool = try #require(tools.tool(named: BuiltInFunction.sql))
        return try tool.call(ToolCall(tool: "sql", input: ["query": .string(sql)], settings: .object(settings)))
    }

    @Test func readsAllowedTables() throws {
        let result = try query("SELECT country, count(*) FROM orders GROUP BY country ORDER BY country; -- done")
        #expect(result["columns"] == ["country", "count(*)"])
        #expect(result["rows"] == [["DE", 250], ["FR", 250]])
        #expect(result["truncated"] == nil)
        #expect(try query("SELECT count(*) FROM totals")["rows"] == [[2]])
        #expect(try query("WITH x AS (SELECT id FROM orders WHERE id < 3) SELECT count(*) FROM x")["rows"] == [[2]])
    }

    @Test(arguments: [
        "DELETE FROM orders", "INSERT INTO orders VALUES (1, 'x', 1)", "DROP TABLE orders", "PRAGMA table_info(orders)",
        "ATTACH 'other.db' AS other", "SELECT 1; SELECT 2", "SELECT 1; DELETE FROM orders", "SELECT * FROM salaries",
        "SELECT * FROM secrets", "SELECT (SELECT name FROM salaries)", "SELECT * FROM sqlite_master",
        "SELECT load_extension('x')", "UPDATE orders SET euros = 0 RETURNING id", "VACUUM",
        "WITH x AS (SELECT 1) DELETE FROM orders", "SELECT o.id FROM orders o JOIN salaries s", "BEGIN",
        "EXPLAIN DELETE FROM orders", "SELECT count(*) FROM pragma_table_info('salaries')",
        "SELECT count(*) FROM sqlite_master", "SELECT count(*) FROM salaries", "/* SELECT */ DELETE FROM orders",
    ])
    func refusesAllElse(_ sql: String) throws {
        let fault = #expect(throws: ToolFault.self) { try query(sql) }
        #expect(fault?.error == "Sql.NotAllowed", "\(sql): \(fault?.description ?? "")")
        #expect(try query("SELECT count(*) FROM orders")["rows"] == [[500]])
    }

    @Test func tellsWhatThereIs() throws {
        let fault = #expect(throws: ToolFault.self) { try query("SELECT price FROM orders") }
        #expect(fault?.error == "Sql.Error")
        #expect(fault?.cause.contains("orders(id, country, euros)") == true)
        #expect(throws: ToolFault.self) { try query("SELEKT") }
        #expect(throws: ToolFault.self) { try query("-- nothing") }
        #expect(throws: ToolFault.self) { try query("SELECT 1", ["Database": "missing.db"]) }
    }

    @Test func saysWhenRowsAreLeftOut() throws {
        let result = try query("SELECT * FROM orders", ["MaxRows": 5])
        #expect(result["rows"]?.array?.count == 5)
        #expect(result["truncated"]?.string?.contains("at most 5 rows") == true)
    }

    @Test func stopsWhatTakesTooLong() throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let fault = #expect(throws: ToolFault.self) { try query(endless, ["MaxSeconds": 1]) }
        #expect(fault?.error == "Sql.Timeout")
    }
}
