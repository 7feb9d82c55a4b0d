import JSON
import Testing

@testable import Graph

@Suite struct FlowGraphTests {
    private static let order = """
        {"StartAt": "Check", "States": {
          "Check": {"Type": "Choice", "Default": "Ship", "Choices": [
            {"Variable": "$.total", "NumericGreaterThan": 100, "Next": "Approve"},
            {"And": [{"Variable": "$.gift", "BooleanEquals": true}, {"Variable": "$.note", "IsPresent": true}],
             "Next": "Approve"}]},
          "Approve": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "Ship",
            "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Refuse"},
                      {"ErrorEquals": ["States.ALL"], "Next": "Refuse"}]},
          "Ship": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "Label", "States": {"Label": {"Type": "Pass", "End": true}}},
            {"StartAt": "Bill", "States": {"Mail": {"Type": "Pass", "End": true},
                                           "Bill": {"Type": "Pass", "Next": "Mail"}}}]},
          "Refuse": {"Type": "Fail", "Error": "Order.Refused"}}}
        """

    private static func graph(_ text: String = order) throws -> FlowGraph {
        FlowGraph(definition: try JSONValue(parsing: text))
    }

    @Test func waysFollowTheDefinition() throws {
        let graph = try Self.graph()
        let ways = graph.edges.map { "\(graph.nodes[$0.from].name)>\(graph.nodes[$0.to].name)" }
        #expect(
            ways == [
                "Start>Check", "Check>Approve", "Check>Ship", "Approve>Ship", "Approve>Refuse", "Ship>End",
                "Refuse>End",
            ])
    }

    @Test func rulesAndCatchersAreLabels() throws {
        let edges = try Self.graph().edges
        #expect(edges[1].labels == ["$.total > 100", "$.gift = true and $.note is present"])
        #expect(edges[2].kind == .fallback && edges[2].labels == ["Default"])
        #expect(edges[4].kind == .caught && edges[4].labels == ["States.Timeout", "Any error"])
    }

    @Test func branchesBeginWithTheirFirstState() throws {
        let ship = try #require(Self.graph().nodes.first { $0.name == "Ship" })
        #expect(ship.branches.map { $0.nodes.map(\.name) } == [["Label"], ["Bill", "Mail"]])
        #expect(ship.branches[1].edges == [FlowEdge(from: 0, to: 1, kind: .next)])
        #expect(ship.branches[1].nodes[0].id == "/States/Ship/Branches/1/States/Bill")
    }

    @Test func detailsNameWhatIsCalled() throws {
        let graph = try Self.graph(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:price:PROD", "End": true},
              "B": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName":
                    "arn:aws:lambda:us-east-1:123456789012:function:stock:$LATEST"}, "End": true},
              "C": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "End": true},
              "D": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true},
              "E": {"Type": "Wait", "Seconds": 7200, "End": true},
              "F": {"Type": "Map", "MaxConcurrency": 3, "ItemProcessor": {"StartAt": "G", "States": {}}, "End": true}}}
            """)
        #expect(
            graph.nodes.prefix(6).map(\.detail) == [
                "Lambda · price", "Lambda · stock", "S3: GetObject", "Step Functions: StartExecution (wait)", "2 h",
                "for each item, 3 at a time",
            ])
    }

    @Test(arguments: [
        #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}"#,
        #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Missing"}}}"#,
        #"{"StartAt":"B","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#,
        #"{"StartAt":"?","States":{"A":{"Type":"Pass","End":true},"B":{"Type":"Odd"}}}"#,
        #"{"States":{}}"#, "{}", "[]", "null", #"{"StartAt":1,"States":[]}"#,
        #"{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Next":"A"},{"Next":"B"}]},"B":{"Type":"Succeed"}}}"#,
        #"{"StartAt":"<&\">","States":{"<&\">":{"Type":"Parallel","Branches":[],"End":true}}}"#,
    ])
    func drawsOddDefinitions(text: String) throws {
        let graph = try Self.graph(text)
        let drawing = FlowDrawing(graph)
        expectSound(drawing)
        expectWellFormed(drawing.svg(title: "<&>"))
        #expect(graph.mermaid().hasPrefix("flowchart TD\n"))
        #expect(graph.dot().hasSuffix("}\n"))
    }

    @Test func drawsLongAndWideWorkflows() throws {
        var states = JSONObject()
        for index in 0..<2_000 {
            states["S\(index)"] = ["Type": "Pass", "Next": .string("S\(index + 1)")]
        }
        expectSound(FlowDrawing(FlowGraph(definition: ["StartAt": "S0", "States": .object(states)])))
        var choice: JSONObject = ["Type": "Choice"]
        choice["Choices"] = .array((0..<200).map { ["Condition": "{% $x %}", "Next": .string("S\($0)")] })
        var wide: JSONObject = ["Choose": .object(choice)]
        for index in 0..<200 { wide["S\(index)"] = ["Type": "Succeed"] }
        expectSound(FlowDrawing(FlowGraph(definition: ["StartAt": "Choose", "States": .object(wide)])))
    }

    @Test func mermaidQuotesWhatItWouldTakeForMarkup() throws {
        let text = try Self.graph(#"{"StartAt":"a\"b","States":{"a\"b":{"Type":"Pass","End":true}}}"#).mermaid()
        #expect(text.contains(#"s0["a#quot;b"]"#))
    }
}
