import Datasets
import JSON
import Testing

@Suite("Dataset readers")
struct ReaderTests {
    func read(_ text: String, _ format: ReaderConfiguration.Format, maxItems: Int? = nil) throws -> [DatasetItem] {
        var reader = try DatasetReader(
            Array(text.utf8), configuration: ReaderConfiguration(format: format, maxItems: maxItems))
        return try reader.all()
    }

    func rows(
        _ text: String, _ header: CSVConfiguration.Header = .given(["a", "b"]),
        _ delimiter: CSVConfiguration.Delimiter = .comma
    ) throws -> String {
        JSONValue.array(try read(text, .csv(CSVConfiguration(header: header, delimiter: delimiter))).map(\.value)).text
    }

    @Test(
        "CSV",
        arguments: [
            ("1,2\n3,4\n", #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#),
            ("1,2\r\n3,4", #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#),
            ("1\n", #"[{"a":"1","b":""}]"#), ("1,2,3", #"[{"a":"1","b":"2"}]"#), ("", "[]"),
            ("\n\n1,2\n\n", #"[{"a":"1","b":"2"}]"#),
            ("\"x,y\",\"l1\nl2\"", #"[{"a":"x,y","b":"l1\nl2"}]"#), ("\"q\"\"q\",\"\"", #"[{"a":"q\"q","b":""}]"#),
            ("{\"\"k\"\":1},5\" pipe", #"[{"a":"{\"k\":1}","b":"5\" pipe"}]"#),
            ("C:\\\\x,a\\,b", #"[{"a":"C:\\x","b":"a,b"}]"#),
            ("a\\nb,\"\\\"\"", #"[{"a":"anb","b":"\""}]"#), (" 1 , 2 ", #"[{"a":" 1 ","b":" 2 "}]"#),
            ("\u{FEFF}1,é", #"[{"a":"1","b":"é"}]"#),
            ("\"1\"x,2", #"[{"a":"1x","b":"2"}]"#),
        ])
    func csv(_ text: String, _ expected: String) throws {
        #expect(try rows(text) == expected)
    }

    @Test("CSV with another delimiter", arguments: CSVConfiguration.Delimiter.allCases)
    func delimiter(_ delimiter: CSVConfiguration.Delimiter) throws {
        let sign: [CSVConfiguration.Delimiter: String] = [
            .comma: ",", .pipe: "|", .semicolon: ";", .space: " ", .tab: "\t",
        ]
        let text = "h1\(sign[delimiter] ?? "")h2\n1\(sign[delimiter] ?? "")2"
        #expect(try rows(text, .firstRow, delimiter) == #"[{"h1":"1","h2":"2"}]"#)
    }

    @Test("CSV that is refused")
    func badCSV() {
        #expect(throws: DatasetError.duplicateHeaders) { try rows("a,a\n1,2", .firstRow) }
        #expect(throws: DatasetError.duplicateHeaders) { try rows("1,2", .given(["x", "x"])) }
        #expect(throws: DatasetError.missingHeader) { try rows("", .firstRow) }
        #expect(throws: DatasetError.unclosedQuote(line: 3)) { try rows("1,2\n\n3,\"4\n5") }
        #expect(throws: DatasetError.invalidText(line: 2)) {
            var reader = try DatasetReader(
                Array("h\n".utf8) + [0xC3, 0x0A],
                configuration: ReaderConfiguration(format: .csv(CSVConfiguration(header: .firstRow, delimiter: .comma)))
            )
            return try reader.all()
        }
        #expect(throws: DatasetError.headersTooLong(bytes: 10_241, maximumBytes: 10_240)) {
            try rows("", .given([String(repeating: "h", count: 10_241)]))
        }
    }

    @Test("JSON")
    func json() throws {
        #expect(try read("[1,[2]]", .json()).map(\.value) == [1, [2]])
        #expect(try read(#"{"a/b":[{"~":[7]}]}"#, .json(itemsPointer: "/a~1b/0/~0")).map(\.value) == [7])
        let members = try read(#"{"o":{"x":1,"y":2}}"#, .json(itemsPointer: "/o"))
        #expect(members == [DatasetItem(key: "x", value: 1), DatasetItem(key: "y", value: 2)])
        #expect(throws: DatasetError.notIterable) { try read(#"{"x":1}"#, .json()) }
        #expect(throws: DatasetError.notIterable) { try read(#"{"x":1}"#, .json(itemsPointer: "/x")) }
        for pointer in ["/y", "x", "/x/0", "/l/01", "/l/-", "/l/2"] {
            #expect(throws: DatasetError.pointerMatchesNothing) {
                try read(#"{"x":1,"l":[1,2]}"#, .json(itemsPointer: pointer))
            }
        }
        #expect(throws: DatasetError.self) { try read("[1", .json()) }
    }

    @Test("JSON Lines")
    func jsonLines() throws {
        #expect(try read("{\"a\":1}\n\n  \r\n[2]\r\n3", .jsonLines).map(\.value) == [["a": 1], [2], 3])
        let error = try #require(throws: DatasetError.self) { try read("1\n{\n", .jsonLines) }
        #expect(error.cause.hasPrefix("Line 2 of the file is not JSON"))
    }

    @Test("no more than MaxItems are read, and what follows is not looked at")
    func maxItems() throws {
        #expect(try read("1\n2\n{", .jsonLines, maxItems: 2).map(\.value) == [1, 2])
        #expect(try read("[1,2,3]", .json(), maxItems: 0).count == 3)
        #expect(throws: DatasetError.negativeMaxItems) { try read("[]", .json(), maxItems: -1) }
        #expect(throws: DatasetError.self) { try read("[]", .json(), maxItems: 100_000_001) }
    }

    @Test("Parquet needs a decoder")
    func parquet() throws {
        let configuration = try ReaderConfiguration(format: .parquet, maxItems: 1)
        #expect(throws: DatasetError.self) { try DatasetReader([], configuration: configuration) }
        let decoder = ParquetDecoder { bytes, maxItems in [["bytes": .integer(Int64(bytes.count))], 2, 3] }
        var reader = try DatasetReader([1, 2], configuration: configuration, parquet: decoder)
        #expect(try reader.all().map(\.value) == [["bytes": 2]])
    }
}
