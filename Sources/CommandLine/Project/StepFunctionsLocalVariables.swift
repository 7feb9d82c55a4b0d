/// The environment variables of AWS Step Functions Local, for those who come from there.
///
/// Source: AWS Step Functions Developer Guide, "Setting Configuration Options for Step Functions Local".
/// `STEP_FUNCTIONS_ENDPOINT` is not among them: nested executions run here.
enum StepFunctionsLocalVariables {
    private static let endpoints = [
        "LAMBDA_ENDPOINT": "AWS_ENDPOINT_URL_LAMBDA", "BATCH_ENDPOINT": "AWS_ENDPOINT_URL_BATCH",
        "DYNAMODB_ENDPOINT": "AWS_ENDPOINT_URL_DYNAMODB", "ECS_ENDPOINT": "AWS_ENDPOINT_URL_ECS",
        "GLUE_ENDPOINT": "AWS_ENDPOINT_URL_GLUE", "SAGE_MAKER_ENDPOINT": "AWS_ENDPOINT_URL_SAGEMAKER",
        "SQS_ENDPOINT": "AWS_ENDPOINT_URL_SQS", "SNS_ENDPOINT": "AWS_ENDPOINT_URL_SNS",
    ]

    /// The environment with the endpoints under the names that AWS SDKs read, which count where both are there.
    static func translated(_ environment: [String: String]) -> [String: String] {
        var result = environment
        for (name, standardName) in endpoints where result[standardName] == nil {
            result[standardName] = environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        return result
    }

    /// The account of all ARNs, where the environment names one.
    static func account(_ environment: [String: String]) throws(Failure) -> String? {
        guard let text = environment["AWS_ACCOUNT_ID"], !text.isEmpty else { return nil }
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .usage("AWS_ACCOUNT_ID must be twelve digits; it is '\(text)'")
        }
        return text
    }
}
