package import Interpreter
package import JSON
import StatesLanguage

/// Everything that an execution depended on: what it is run again from.
package struct Recording: Sendable {
    /// In whose order concurrent events are numbered.
    package enum Order: Sendable {
        /// Ours: the same stimuli give the same numbers.
        case own
        /// Another engine's, such as AWS's: only the chains of events count.
        case foreign
    }

    package var header: ExecutionHeader
    /// The whole definition as JSON text.
    package var definition: String
    /// The place of the Map state whose processor it ran, where it is a child of a Map Run: `/States/Each`.
    package var processorLocation: String?
    /// That of the header's rules, unless it was recorded under rules that this release does not have.
    package var rulesVersion: Int
    package var events: [HistoryEvent]
    /// The events as they were written, for comparing bytes; empty where that is not of interest.
    package var lines: [ArraySlice<UInt8>] = []
    package var order: Order
    /// Whether parts of payloads were blanked; these count as equal to anything.
    package var isRedacted = false
    /// How the Map Run that an event started ended; histories do not say.
    package var mapRunResults: [Int64: JSONValue]

    package init(
        header: ExecutionHeader, definition: String, processorLocation: String? = nil,
        rulesVersion: Int? = nil, events: [HistoryEvent], order: Order,
        mapRunResults: [Int64: JSONValue] = [:]
    ) {
        self.header = header
        self.definition = definition
        self.processorLocation = processorLocation
        self.rulesVersion = rulesVersion ?? header.rules.version
        self.events = events
        self.order = order
        self.mapRunResults = mapRunResults
    }
}

/// A recording that cannot be used.
package struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension Recording {
    /// How the execution ended; nil where it was still running.
    package var status: String {
        switch events.last?.type {
        case .executionSucceeded?: "SUCCEEDED"
        case .executionFailed?: "FAILED"
        case .executionTimedOut?: "TIMED_OUT"
        case .executionAborted?: "ABORTED"
        default: "RUNNING"
        }
    }

    func mapRunResult(startedEventID: Int64) -> MapRunResult? {
        mapRunResults[startedEventID].map(MapRunResult.succeeded)
    }
}
