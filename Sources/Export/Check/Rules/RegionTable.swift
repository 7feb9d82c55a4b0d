/// In which Regions services are, as far as AWS's own list of endpoints says.
///
/// Sources: `endpoints.json` of botocore 1.43.11 (May 2026), partition `aws`; for AgentCore the types that CloudFormation
/// has in each Region (cfn-lint 1.58.0). Services that are in all Regions are left out, and so are those that the lists do
/// not know.
enum RegionTable {
    static let source = "AWS's list of May 2026"

    /// Whether what an action needs is in the Region; nil where the table does not tell.
    ///
    /// - Parameter action: `textract:detectDocumentText`
    static func has(_ action: String, in region: String) -> Bool? {
        let region = Substring(region)
        let service = String(action.prefix { $0 != ":" })
        let key = names[action] ?? names[service] ?? service
        guard regions.contains(region), let absent = absences[key] else { return nil }
        return !absent.contains(region)
    }

    /// Other names of services, as SDK integrations have them.
    private static let names = [
        "bedrockagentcore:invokeHarness": "AgentCore harness",
        "bedrockagentcore:invokeAgentRuntime": "AgentCore runtime",
        "bedrockruntime": "bedrock", "emrcontainers": "emr-containers", "ses": "sesv2",
    ]

    private static let regions = set(
        """
        af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 \
        ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 \
        ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 \
        eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2
        """)

    /// The Regions in which a service is not.
    private static let absences: [String: Set<Substring>] = [
        "AgentCore harness": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 \
            ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 \
            me-central-1 me-south-1 mx-central-1 us-west-1
            """),
        "AgentCore runtime": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-southeast-3 ap-southeast-4 ap-southeast-6 ca-west-1 \
            eu-central-2 il-central-1 me-central-1 me-south-1 mx-central-1
            """),
        "bedrock": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 \
            ca-west-1 il-central-1 me-central-1 me-south-1 mx-central-1 us-west-1
            """),
        "codebuild": set(
            """
            ap-east-2 ca-west-1 mx-central-1
            """),
        "comprehend": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-3 \
            il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1
            """),
        "databrew": set(
            """
            ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 \
            ap-southeast-7 ca-west-1 eu-central-2 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1
            """),
        "emr-containers": set(
            """
            ap-east-2 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 mx-central-1
            """),
        "forecast": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 \
            eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1
            """),
        "frauddetector": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 \
            ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 \
            eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-2 eu-west-3 il-central-1 me-central-1 \
            me-south-1 mx-central-1 sa-east-1 us-west-1
            """),
        "kendra": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 \
            ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 \
            eu-south-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1
            """),
        "lexruntimev2": set(
            """
            ap-east-1 ap-east-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-3 \
            il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-2 us-west-1
            """),
        "mediaconvert": set(
            """
            ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 \
            eu-south-1 eu-south-2 il-central-1 me-south-1 mx-central-1
            """),
        "personalize": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-2 eu-west-3 \
            il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-west-1
            """),
        "pipes": set(
            """
            ap-east-2 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 il-central-1 mx-central-1
            """),
        "polly": set(
            """
            ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-6 ap-southeast-7 ca-west-1 eu-south-1 \
            il-central-1 me-central-1 mx-central-1
            """),
        "quicksight": set(
            """
            ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 ca-west-1 \
            me-south-1 mx-central-1 us-west-1
            """),
        "rekognition": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-west-3 me-central-1 \
            me-south-1 mx-central-1
            """),
        "sesv2": set(
            """
            ap-east-1 ap-east-2 ap-southeast-4 ap-southeast-6 ap-southeast-7 eu-south-2 mx-central-1
            """),
        "textract": set(
            """
            af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 \
            ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-north-1 eu-south-1 il-central-1 \
            me-central-1 me-south-1 mx-central-1 sa-east-1
            """),
        "transcribe": set(
            """
            ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 \
            ap-southeast-7 ca-west-1 eu-south-1 eu-south-2 il-central-1 me-central-1 mx-central-1
            """),
        "translate": set(
            """
            af-south-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
            ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 \
            me-south-1 mx-central-1 sa-east-1
            """),
    ]

    private static func set(_ words: String) -> Set<Substring> { Set(words.split(separator: " ")) }
}
