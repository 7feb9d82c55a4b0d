/// Fails the workflow.
package struct FailState: Sendable {
    package let error: StringField?
    package let cause: StringField?

    package init(error: StringField? = nil, cause: StringField? = nil) {
        self.error = error
        self.cause = cause
    }
}
