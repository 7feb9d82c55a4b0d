import Foundation
import JSON
import Replay

/// Compares recorded values that have placeholders with computed ones.
struct MaskedComparison: Sendable {
    private let tokens: [String]
    private let values: Set<String>
    private let rules: [(pattern: String, replacement: String)]
    private let unordered: Set<String>

    init(_ normalise: JSONValue) {
        tokens =
            ["snf_role_arn", "sfn_role_arn", "sfn_role", "state_machine_arn", "lambda_function_name"]
            + (normalise["tokens"]?.array ?? []).compactMap(\.string)
        values = Set(
            [
                "timestamp", "date", "datetime", "RequestId", "X-Amzn-Trace-Id", "x-amz-crc32", "x-amzn-RequestId",
                "x-amzn-requestid",
            ] + (normalise["values"]?.array ?? []).compactMap(\.string))
        rules =
            [
                ("Extended Request ID: [a-zA-Z0-9-/=+]+", "Extended Request ID: <extended_request_id>"),
                ("Request ID: [a-zA-Z0-9-]+", "Request ID: <request_id>"),
            ]
            + (normalise["regex"]?.array ?? []).compactMap { rule in
                guard let pattern = rule[0]?.string, let replacement = rule[1]?.string else { return nil }
                return (pattern, replacement)
            } + [
                (
                    #"[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:?(?:[0-5]\d)?)"#,
                    "date"
                ),
                (#"(arn:[a-z<>-]+:[a-z0-9-]+:[a-z0-9<>-]*:)\d{12}(?=:)"#, "$1" + "111111111111"),
            ]
        unordered = Set((normalise["unordered"]?.array ?? []).compactMap(\.string))
    }

    private static let presentOnly: Set<String> = [
        "billingDetails", "SdkHttpMetadata", "SdkResponseMetadata", "HTTPHeaders", "traceHeader",
    ]
    private static let token =
        #"<<[A-Za-z0-9_. -]+>:\d+>|<(?:region|partition|[A-Za-z0-9_. -]+:\d+|[A-Za-z0-9_]*[Pp]art[A-Za-z0-9_]*|[a-z_-]+_request_id|request_id|extended_request_id)>"#

    func isSame(_ recorded: JSONValue, _ computed: JSONValue) -> Bool {
        switch (recorded, computed) {
        case (.string(let text), _) where values.contains(text): return true
        case (.string(let text), .object), (.string(let text), .array), (.string(let text), .integer),
            (.string(let text), .double):
            if isToken(text) { return true }
            guard let inner = try? JSONValue(parsing: text), inner.string == nil else { return false }
            return isSame(inner, computed)
        case (.object(let left), .object(let right)): return isSame(left, right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.string(let left), .string(let right)): return matches(left, right) || isSameDocument(left, right)
        case (_, .string(let right)):
            guard let inner = try? JSONValue(parsing: right) else { return false }
            return isSame(recorded, inner)
        default: return recorded == computed
        }
    }

    private func isSame(_ left: JSONObject, _ right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.allSatisfy { member in
            let found =
                right[member.key] ?? right.first { !left.contains($0.key) && matches(member.key, $0.key) }?.value
            guard let other = found else { return false }
            if Self.presentOnly.contains(member.key) { return true }
            if unordered.contains(member.key) { return isSameUnordered(member.value, other) }
            return isSame(member.value, other)
        }
    }

    private func isSameUnordered(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let wanted = left.array, var rest = right.array, wanted.count == rest.count else {
            return isSame(left, right)
        }
        return wanted.allSatisfy { element in
            guard let index = rest.firstIndex(where: { isSame(element, $0) }) else { return false }
            rest.remove(at: index)
            return true
        }
    }

    private func isSameDocument(_ left: String, _ right: String) -> Bool {
        guard let first = try? JSONValue(parsing: left), let second = try? JSONValue(parsing: right),
            first.array != nil || first.object != nil
        else { return false }
        return isSame(first, second)
    }

    private func isToken(_ text: String) -> Bool {
        tokens.contains(text)
            || text.range(of: "^(?:\(Self.token))$", options: .regularExpression) != nil
    }

    /// Whether the placeholders of a text stand for parts of another.
    private func matches(_ recorded: String, _ computed: String) -> Bool {
        if recorded == computed { return true }
        let actual = normalised(computed)
        if normalised(recorded) == actual { return true }
        let names = ([Self.token] + tokens.sorted { $0.count > $1.count }.map(NSRegularExpression.escapedPattern))
            .joined(separator: "|")
        guard let finder = try? NSRegularExpression(pattern: names) else { return false }
        let whole = recorded as NSString
        var pattern = "^"
        var position = 0
        for match in finder.matches(in: recorded, range: NSRange(location: 0, length: whole.length)) {
            pattern += NSRegularExpression.escapedPattern(
                for: whole.substring(with: NSRange(location: position, length: match.range.location - position)))
            pattern += "(?s:.+?)"
            position = match.range.location + match.range.length
        }
        guard position > 0 else { return false }
        pattern += NSRegularExpression.escapedPattern(for: whole.substring(from: position)) + "$"
        return [computed, actual].contains { $0.range(of: pattern, options: .regularExpression) != nil }
    }

    private func normalised(_ text: String) -> String {
        rules.reduce(text) { text, rule in
            text.replacingOccurrences(of: rule.pattern, with: rule.replacement, options: .regularExpression)
        }
    }
}
