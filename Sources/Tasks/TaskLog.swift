/// Where what functions and commands print goes.
package struct TaskLog: Sendable {
    /// A piece of output.
    package struct Entry: Hashable, Sendable {
        /// The function or command that printed it.
        package let source: String
        package let executionArn: String
        package let requestID: String
        /// As printed; a piece may end inside a line or a character.
        package let text: [UInt8]

        package init(source: String, executionArn: String, requestID: String, text: [UInt8]) {
            self.source = source
            self.executionArn = executionArn
            self.requestID = requestID
            self.text = text
        }
    }

    package let write: @Sendable (Entry) -> Void

    package init(_ write: @escaping @Sendable (Entry) -> Void) { self.write = write }

    /// Forgets everything.
    package static let discard = TaskLog { _ in }
}
