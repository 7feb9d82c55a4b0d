package import JSON
import Synchronization

/// Recorded exchanges, found again by the request.
///
/// Requests that are the same get their answers in the order of the recording, each once.
package final class Cassette: Sendable {
    private struct Track {
        var exchanges: [TaskExchange] = []
        var played = 0
    }

    private let tracks: Mutex<[RequestKey: Track]>

    /// - Parameter lines: the text of a cassette.
    /// - Throws: `ModelSettingFault`, which names the line.
    package init(parsing lines: String) throws(ModelSettingFault) {
        var tracks: [RequestKey: Track] = [:]
        for (index, line) in lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            guard let value = try? JSONValue(parsing: String(line)), let exchange = TaskExchange(value) else {
                throw ModelSettingFault(place: "line \(index + 1)", reason: "not an exchange of a cassette")
            }
            let key = RequestKey(resource: exchange.resource, request: exchange.request)
            tracks[key, default: Track()].exchanges.append(exchange)
        }
        self.tracks = Mutex(tracks)
    }

    /// The exchange that was recorded next for this request.
    ///
    /// - Throws: `ModelSettingFault`, which says what differs from what was recorded.
    package func exchange(resource: String, request: JSONValue) throws(ModelSettingFault) -> TaskExchange {
        let key = RequestKey(resource: resource, request: request)
        let (exchange, count) = tracks.withLock { tracks in
            guard var track = tracks[key] else { return (nil as TaskExchange?, 0) }
            guard track.played < track.exchanges.count else { return (nil, track.exchanges.count) }
            track.played += 1
            tracks[key] = track
            return (track.exchanges[track.played - 1], track.exchanges.count)
        }
        if let exchange { return exchange }
        throw ModelSettingFault(
            place: resource, reason: count > 0 ? Self.usedUp(count, request) : nearest(resource, request))
    }

    private static func usedUp(_ count: Int, _ request: JSONValue) -> String {
        "this request was recorded \(count) time\(count == 1 ? "" : "s") and is made once more: \(excerpt(request))"
    }

    /// What tells this request from the recorded one that is most like it.
    private func nearest(_ resource: String, _ request: JSONValue) -> String {
        let recorded = tracks.withLock { tracks in
            tracks.values.filter { $0.played < $0.exchanges.count }.compactMap(\.exchanges.first)
        }
        let steady = RequestKey.steady(request)
        let differences = recorded.filter { $0.resource == resource }
            .map { RequestDifference(RequestKey.steady($0.request), steady) }
        guard let least = differences.min(by: { $0.count < $1.count }), let first = least.first else {
            let known = Set(recorded.map(\.resource)).sorted().joined(separator: ", ")
            return
                "no request of it is left in the cassette (left are: \(known.isEmpty ? "none" : known)); it asks for "
                + Self.excerpt(request)
        }
        return "this request was not recorded; the nearest one differs at \(first)"
    }

    static func excerpt(_ value: JSONValue) -> String {
        let text = value.text
        return text.count > 300 ? "\(text.prefix(300))…" : text
    }
}
