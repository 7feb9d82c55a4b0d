package import JSONPath
package import JSONata

/// Waits for a time or until one.
package struct WaitState: Sendable {
    package enum Duration: Sendable {
        case seconds(Int64)
        case secondsPath(Path)
        case secondsExpression(JSONataExpression)
        /// RFC 3339, as it was written.
        case timestamp(String)
        case timestampPath(Path)
        case timestampExpression(JSONataExpression)
    }

    package let duration: Duration

    package init(duration: Duration) { self.duration = duration }
}
