/// What an `http:invoke` task sent and got, as TestState shows it.
package struct HTTPTaskExchange: Sendable {
    /// As it was sent, with what the connection adds.
    package let sent: HTTPRequest
    /// As the state defines it, without what the connection adds.
    package let defined: HTTPRequest
    /// None where there was no answer.
    package let response: HTTPResponse?
}
