internal import JSON
import Synchronization

/// What a connection adds to a request, and what of it is secret.
struct RequestAuthorization: Hashable, Sendable {
    var headers: [HTTPHeader]
    var secrets: [String]
}

/// Authorizes requests with the connections of the configuration.
final class ConnectionAuthorizer: Sendable {
    private struct Token {
        let text: String
        let expires: MonotonicTime
    }

    private let client: HTTPClient
    private let environment: [String: String]
    private let tokens = Mutex<[HTTPConnection.OAuthClient: Token]>([:])

    init(client: HTTPClient, environment: [String: String]) {
        self.client = client
        self.environment = environment
    }

    /// Gives what the connection adds, after a token request where it takes one.
    func authorize(
        _ connection: HTTPConnection,
        completion: @escaping @Sendable (Result<RequestAuthorization, TaskError>) -> Void
    ) {
        do throws(SecretFault) {
            switch connection.authorization {
            case .none: completion(.success(RequestAuthorization(headers: [], secrets: [])))
            case .basic(let username, let source):
                let password = try source.resolve(environment)
                let pair = Base64.encode(Array("\(username):\(password)".utf8))
                completion(
                    .success(
                        RequestAuthorization(
                            headers: [HTTPHeader("Authorization", "Basic \(pair)")], secrets: [password, pair])))
            case .apiKey(let name, let source):
                let value = try source.resolve(environment)
                completion(.success(RequestAuthorization(headers: [HTTPHeader(name, value)], secrets: [value])))
            case .clientCredentials(let oauth): try authorize(oauth, completion)
            }
        } catch {
            completion(.failure(.runtime("The connection's secret is not there: \(error).")))
        }
    }

    /// Forgets a token that the API refused.
    func forgetToken(of connection: HTTPConnection) {
        if case .clientCredentials(let oauth) = connection.authorization { tokens.withLock { $0[oauth] = nil } }
    }

    private func authorize(
        _ oauth: HTTPConnection.OAuthClient,
        _ completion: @escaping @Sendable (Result<RequestAuthorization, TaskError>) -> Void
    ) throws(SecretFault) {
        let secret = try oauth.clientSecret.resolve(environment)
        let bearer = { @Sendable (token: String) in
            RequestAuthorization(headers: [HTTPHeader("Authorization", "Bearer \(token)")], secrets: [secret, token])
        }
        if let token = tokens.withLock({ $0[oauth] }), MonotonicTime.now < token.expires {
            return completion(.success(bearer(token.text)))
        }
        var form: JSONObject = [
            "grant_type": "client_credentials", "client_id": .string(oauth.clientID), "client_secret": .string(secret),
        ]
        for (name, value) in oauth.form { form[name] = .string(value) }
        let request = HTTPRequest(
            method: oauth.method, url: oauth.tokenURL,
            headers: [
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                HTTPHeader("Accept", "application/json"),
            ], body: Array(FormEncoding.text(of: form, arrays: .repeated).utf8), timeoutMilliseconds: 30_000)
        client.send(request) { [self] outcome in
            completion(granted(outcome, oauth).map(bearer))
        }
    }

    private func granted(
        _ outcome: Result<HTTPResponse, HTTPFailure>, _ oauth: HTTPConnection.OAuthClient
    ) -> Result<String, TaskError> {
        switch outcome {
        case .failure(let failure):
            return .failure(
                TaskError(name: "States.Http.Socket", cause: "The token could not be requested: \(failure)"))
        case .success(let response):
            let answer = try? JSONValue(parsing: response.body)
            guard (200..<300).contains(response.status), let token = answer?["access_token"]?.string else {
                let cause = "The token was refused by \(oauth.tokenURL) with status \(response.status)."
                return .failure(TaskError(name: "States.Http.StatusCode.\(response.status)", cause: cause))
            }
            let seconds = answer?["expires_in"]?.integer ?? 60
            let expires = MonotonicTime.now.adding(milliseconds: max(0, seconds - 30) * 1_000)
            tokens.withLock { $0[oauth] = Token(text: token, expires: expires) }
            return .success(token)
        }
    }
}
