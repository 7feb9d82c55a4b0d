import Foundation
import JSON
import Testing

/// Inputs that are too much or no text at all: told where, with nothing lost.
@Suite struct RobustnessTests {
    private static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#

    private func run(_ files: [String: [UInt8]], _ script: String) throws -> Program.Result {
        try withFolder { folder in
            for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
            return try Program.Running(
                ["/bin/sh", "-c", script], in: folder, environment: ["BATON": Program.path]
            ).wait()
        }
    }

    private static let badBytes: [([String: [UInt8]], String, Int32, String)] = [
        (
            ["d.json": Array(#"{"StartAt":"P","Comment":""#.utf8) + [0xFF] + Array(#""}"#.utf8)],
            "$BATON validate d.json", 1, "d.json:1:27: error INVALID_JSON_DESCRIPTION"
        ),
        (
            ["d.yaml": Array("StartAt: P\nComment: é".utf8) + [0xC3, 0x28]], "$BATON validate d.yaml", 1,
            "d.yaml:2:11: error INVALID_YAML_DESCRIPTION: Invalid YAML in line 2, column 11: the text is not valid UTF-8"
        ),
        (
            ["d.json": Array(pass.utf8), "i.json": Array("{\"a\":\n\"".utf8) + [0xFE]],
            "$BATON run d.json --input-file i.json", 2, "i.json:2:2: the input is not JSON"
        ),
        (
            ["d.json": Array(pass.utf8)], #"$BATON run d.json --input "$(printf '"\377"')""#, 2,
            "argument 4 is not valid UTF-8 at 1:2"
        ),
    ]

    @Test(arguments: badBytes)
    func refusesWhatIsNoText(
        files: [String: [UInt8]], script: String, status: Int32, message: String
    ) throws {
        let result = try run(files, script)
        #expect(result.status == status)
        #expect((result.output + result.errors).contains(message), "\(result.output) \(result.errors)")
    }

    @Test(arguments: ["json", "yaml"]) func refusesWhatIsNestedTooDeeply(syntax: String) throws {
        let depth = 20_000
        let nest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let text = "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"Result\": \(nest), \"End\": true}}}"
        let result = try run(["d.\(syntax)": Array(text.utf8)], "$BATON run d.\(syntax)")
        #expect(result.status == 1)
        #expect(result.errors.contains("error TOO_DEEPLY_NESTED"), "\(result.errors)")
    }

    @Test func refusesAnInputOfManyMegabytes() throws {
        let input = Array("\"".utf8) + [UInt8](repeating: 0x78, count: 20 << 20) + Array("\"".utf8)
        let result = try run(
            ["d.json": Array(Self.pass.utf8), "i.json": input],
            "$BATON run d.json --input-file i.json; status=$?; $BATON list; exit $status")
        #expect(result.status == 2)
        #expect(result.errors.contains("the input has 20971522 bytes, AWS takes 262144"), "\(result.errors)")
    }

    @Test func takesAsMuchWhereQuotasAreLifted() throws {
        let input = Array("\"".utf8) + [UInt8](repeating: 0x78, count: 1 << 20) + Array("\"".utf8)
        let result = try run(
            ["d.json": Array(Self.pass.utf8), "i.json": input, "baton.yaml": Array("quotas: lifted\n".utf8)],
            "$BATON run d.json --input-file i.json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.utf8.count == input.count + 1)
    }

    /// A row of a CSV file that is no text fails the Map state, and says which row it is.
    @Test func saysWhichRowIsNoText() throws {
        let definition = """
            {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
              "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
                "Parameters": {"Bucket": "data", "Key": "k.csv"}},
              "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
            """
        let result = try run(
            ["d.json": Array(definition.utf8), "k.csv": Array("name\nAda\n".utf8) + [0xE9, 0x0A]],
            "mkdir -p buckets/data && mv k.csv buckets/data && $BATON run d.json")
        #expect(result.status == 1)
        #expect(result.errors.contains("The CSV row that starts on line 3 is not valid UTF-8."), "\(result.errors)")
    }
}
