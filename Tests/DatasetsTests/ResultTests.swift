import Datasets
import JSON
import Testing

@Suite("Results of a Map Run")
struct ResultTests {
    let mapRunArn = "arn:aws:states:us-east-1:111111111111:mapRun:M/Map:6dbf"

    func result(_ name: String, _ status: ChildExecutionResult.Status, output: String? = nil) -> ChildExecutionResult {
        ChildExecutionResult(
            executionArn: "arn:\(name)", stateMachineArn: "arn:m", name: name, status: status, input: "1",
            output: output,
            error: status == .failed ? "E" : nil, cause: status == .failed ? "C" : nil,
            startDate: "2026-01-01T00:00:00.000Z",
            stopDate: "2026-01-01T00:00:01.000Z")
    }

    var results: [ChildExecutionResult] {
        [
            result("a", .succeeded, output: "[1,2]"), result("b", .failed),
            result("c", .succeeded, output: #"{"x":3}"#),
            result("d", .timedOut),
        ]
    }

    func text(_ file: ResultFile?) -> String { String(decoding: file?.bytes ?? [], as: UTF8.self) }

    @Test("files and manifest")
    func files() throws {
        let format = ResultFormat(transformation: .none)
        let files = ResultFiles(results, format: format, mapRunArn: mapRunArn, bucket: "b", prefix: "jobs")
        #expect(files.files.map(\.key) == ["jobs/6dbf/FAILED_0.json", "jobs/6dbf/SUCCEEDED_0.json"])
        #expect(files.manifest.key == "jobs/6dbf/manifest.json")
        let manifest = try JSONValue(parsing: files.manifest.bytes)
        #expect(manifest["DestinationBucket"] == "b")
        #expect(manifest["MapRunArn"] == .string(mapRunArn))
        #expect(manifest["ResultFiles"]?["PENDING"] == [])
        let listed = manifest["ResultFiles"]?["SUCCEEDED"]?[0]
        #expect(listed?["Key"] == "jobs/6dbf/SUCCEEDED_0.json")
        #expect(listed?["Size"]?.integer == Int64(files.files[1].bytes.count))
        #expect(
            files.stateOutput.text
                == #"{"MapRunArn":"\#(mapRunArn)","ResultWriterDetails":{"Bucket":"b","Key":"jobs/6dbf/manifest.json"}}"#
        )
        let failed = try JSONValue(parsing: files.files[0].bytes)
        #expect(failed[0]?["Cause"] == "C")
        #expect(failed[0]?["Status"] == "FAILED")
        #expect(failed[1]?["Status"] == "TIMED_OUT")
        let expected =
            #"{"ExecutionArn":"arn:a","Input":"1","InputDetails":{"Included":true},"Name":"a","Output":"[1,2]","#
            + #""OutputDetails":{"Included":true},"RedriveCount":0,"StartDate":"2026-01-01T00:00:00.000Z","#
            + #""StateMachineArn":"arn:m","Status":"SUCCEEDED","StopDate":"2026-01-01T00:00:01.000Z"}"#
        #expect(try JSONValue(parsing: files.files[1].bytes)[0]?.text == expected)
    }

    @Test(
        "transformation and type",
        arguments: [
            (ResultFormat(transformation: .compact), #"[[1,2],{"x":3}]"#, "json"),
            (ResultFormat(transformation: .flatten), #"[1,2,{"x":3}]"#, "json"),
            (ResultFormat(transformation: .compact, outputType: .jsonLines), "[1,2]\n{\"x\":3}\n", "jsonl"),
            (ResultFormat(transformation: .flatten, outputType: .jsonLines), "1\n2\n{\"x\":3}\n", "jsonl"),
        ])
    func transformation(_ format: ResultFormat, _ expected: String, _ fileExtension: String) {
        let files = ResultFiles(results, format: format, mapRunArn: mapRunArn, bucket: "b", prefix: nil)
        #expect(files.files.last?.key == "6dbf/SUCCEEDED_0.\(fileExtension)")
        #expect(text(files.files.last) == expected)
        #expect(text(files.files.first).contains("\"Status\":\"FAILED\""))
    }

    @Test("a file that becomes too large is followed by another")
    func splitting() throws {
        let many = (0..<10).map { result("e\($0)", .succeeded, output: "\"0123456789\"") }
        for outputType in ResultFormat.OutputType.allCases {
            let format = ResultFormat(transformation: .compact, outputType: outputType)
            let files = ResultFiles(
                many, format: format, mapRunArn: mapRunArn, bucket: "b", prefix: "p/", maximumFileBytes: 40)
            #expect(files.files.count == 4 || files.files.count == 5)
            #expect(files.files.allSatisfy { $0.bytes.count <= 40 })
            #expect(files.files[1].key.hasPrefix("p/6dbf/SUCCEEDED_1."))
        }
    }

    @Test("as the output of the state")
    func stateOutput() {
        let succeeded = results.filter { $0.status == .succeeded }
        #expect(ResultFormat.stateDefault.stateOutput(succeeded).text == #"[[1,2],{"x":3}]"#)
        #expect(
            ResultFormat(transformation: .flatten, outputType: .jsonLines).stateOutput(succeeded) == "1\n2\n{\"x\":3}")
    }
}
