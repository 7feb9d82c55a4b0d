package import StatesLanguage

/// How far a task attempt has come that has no outcome yet.
package enum TaskProgress: Sendable, Hashable {
    case scheduled
    case started
    /// The service took the request on (`.sync`).
    case submitted
    /// Its answer comes by token, from whoever has it.
    case waitsForCallback
}

extension Execution {
    /// How far that attempt has come; nil where it is over.
    package func progress(of scheduledEventID: Int64) -> TaskProgress? {
        guard let branch = tasks[scheduledEventID], case .task(let task) = branch.activity else { return nil }
        return task.progress
    }

    /// What the service said when it took the attempt's job on; nil where it has not, or there is no job.
    package func submission(of scheduledEventID: Int64) -> Payload? {
        guard let branch = tasks[scheduledEventID], case .task(let task) = branch.activity else { return nil }
        return task.submission
    }

    /// The item that the attempt works on, where it belongs to an iteration of a Map state.
    package func mapItem(of scheduledEventID: Int64) -> MapItem? { tasks[scheduledEventID]?.mapItem }

    /// Whether something is under way that a crash would interrupt.
    package var hasEffectsInFlight: Bool {
        !mapRuns.isEmpty
            || tasks.values.contains { branch in
                guard case .task(let task) = branch.activity else { return false }
                return task.progress != .waitsForCallback
            }
    }

    /// Whether workers are to give signs of life, which leave no events.
    package var hasHeartbeats: Bool {
        tasks.values.contains { branch in
            guard case .task(let task) = branch.activity else { return false }
            return task.heartbeatDeadline != nil
        }
    }

    /// Gives every worker a whole heartbeat's time from now on: nobody could take the signs of life while the process
    /// was down.
    package func renewHeartbeats(at milliseconds: Int64) {
        setNow(milliseconds)
        for id in tasks.keys { heartbeat(id) }
    }

    /// The Map state whose run this event started.
    package func mapState(startedEventID: Int64) -> State? { mapRuns[startedEventID]?.visit?.state }

    /// How often the Map Run that this event started was redriven.
    package func mapRunRedrives(startedEventID: Int64) -> Int64 {
        guard case .mapRun(let run) = mapRuns[startedEventID]?.activity else { return 0 }
        return run.redriveCount
    }
}

extension TaskActivity {
    fileprivate var progress: TaskProgress {
        switch resource {
        case .activity: isStarted ? .waitsForCallback : .scheduled
        case .service(let integration) where isSubmitted:
            integration.pattern == .sync || integration.pattern == .sync2 ? .submitted : .waitsForCallback
        case .lambda where isSubmitted: .waitsForCallback
        default: isStarted ? .started : .scheduled
        }
    }
}
