import JSON

/// `Retry` and `Catch`.
///
/// Specification: Amazon States Language, "Errors".
extension Fields {
    private static let retrierFields = AllowedFields([
        "Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy",
    ])
    private static let catcherFields = AllowedFields(
        ["Comment", "ErrorEquals", "Next", "Assign"], path: ["ResultPath"], jsonata: ["Output"])

    private enum JitterStrategy: String, CaseIterable {
        case none = "NONE"
        case full = "FULL"
    }

    private static let longestDelaySeconds: Int64 = 31_622_400
    private static let largestCount: Int64 = 99_999_999

    func retriers() -> [Retrier] {
        let entries = objects("Retry").map { $0.checked(Self.retrierFields) }
        return entries.enumerated().map { index, entry in
            Retrier(
                errorEquals: entry.errorEquals(isLast: index == entries.count - 1),
                intervalSeconds: entry.integer("IntervalSeconds", in: 0...Self.largestCount) ?? 1,
                maxAttempts: entry.integer("MaxAttempts", in: 0...Self.largestCount) ?? 3,
                backoffRate: entry.number("BackoffRate", in: 1...Double.greatestFiniteMagnitude) ?? 2,
                maxDelaySeconds: entry.integer("MaxDelaySeconds", in: 1...Self.longestDelaySeconds),
                hasFullJitter: entry.choice("JitterStrategy", of: JitterStrategy.self) == .full)
        }
    }

    func catchers() -> [Catcher] {
        let entries = objects("Catch").map { $0.checked(Self.catcherFields) }
        return entries.enumerated().compactMap { index, entry in
            let errorEquals = entry.errorEquals(isLast: index == entries.count - 1, also: "Next")
            if !entry.has("Next") { state.hasUnclearTransitions = true }
            let (next, resultPath) = (entry.target("Next"), entry.resultPath())
            let output = entry.template("Output", offering: .errorOutput)
            let assign = entry.assignments(offering: .errorOutput)
            guard let next else { return nil }
            return Catcher(
                errorEquals: errorEquals, next: next, resultPath: resultPath, output: output, assign: assign)
        }
    }

    private func errorEquals(isLast: Bool, also required: String...) -> [String] {
        let missing = (["ErrorEquals"] + required).filter { !has($0) }
        if !missing.isEmpty { report.schema(SchemaMessage.required(missing), at: location) }
        let names = strings("ErrorEquals", mayBeEmpty: false)
        if names.contains("States.ALL"), !isLast || names.count > 1 {
            report.schema(SchemaMessage.misplacedWildcard, at: location(of: "ErrorEquals"))
        }
        return names
    }
}
