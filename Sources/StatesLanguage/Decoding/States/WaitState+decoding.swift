import JSON
import JSONPath
import JSONata

extension WaitState {
    private static let durations = ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]
    private static let longestSeconds: Int64 = 99_999_999

    static func decode(from fields: Fields) -> WaitState? {
        fields.requireExactlyOne(of: durations)
        guard let given = durations.first(where: fields.object.contains) else { return nil }
        return duration(given, from: fields).map(WaitState.init)
    }

    private static func duration(_ name: String, from fields: Fields) -> Duration? {
        switch (name, fields.expressionField(name)) {
        case (_, .invalid): nil
        case ("Seconds", .expression(let expression)): .secondsExpression(expression)
        case (_, .expression(let expression)): .timestampExpression(expression)
        case ("Seconds", .none): fields.integer("Seconds", in: 0...longestSeconds).map(Duration.seconds)
        case ("SecondsPath", .none): fields.singlePath("SecondsPath", takesContext: true).map(Duration.secondsPath)
        case ("TimestampPath", .none):
            fields.singlePath("TimestampPath", takesContext: true).map(Duration.timestampPath)
        case (_, .none): fields.timestamp("Timestamp").map(Duration.timestamp)
        }
    }
}
