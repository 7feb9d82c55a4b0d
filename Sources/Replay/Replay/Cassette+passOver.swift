import Interpreter
package import Models

extension Cassette {
    /// Passes over what it gave already in an execution that goes on, so that the next call gets the next answer.
    package func passOver(_ recording: Recording) {
        for call in RecordedWorld(recording, matching: .strict).answeredCalls {
            _ = try? exchange(resource: call.shortResource, request: call.request)
        }
    }
}
