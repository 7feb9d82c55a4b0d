import JSON

extension ModelRequest {
    /// The request without empty texts, which services refuse; a message that has nothing else says so.
    var withoutEmptyTexts: ModelRequest {
        var body = body.object ?? [:]
        body["Messages"] = .array(messages.map(\.withoutEmptyTexts))
        return ModelRequest(body: .object(body), region: region, timeoutMilliseconds: timeoutMilliseconds)
    }
}

extension JSONValue {
    fileprivate var withoutEmptyTexts: JSONValue {
        var message = object ?? [:]
        let content = (message["Content"]?.array ?? []).filter { block in
            block["Text"]?.string.map { !$0.allSatisfy(\.isWhitespace) } ?? true
        }
        message["Content"] = .array(content.isEmpty ? [["Text": "(no text)"]] : content)
        return .object(message)
    }
}
