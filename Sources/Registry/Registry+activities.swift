package import JSON
internal import Journal

extension Registry {
    /// Makes an activity; a repeated request gets the first answer, whatever its tags.
    package func createActivity(
        name: String, encryption: JSONObject, tags: [(key: String, value: String)], nowMilliseconds: Int64,
        then completion: @escaping @Sendable (Result<ActivityRecord, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let arn = scope.activity(name)
            if let existing = storage.activities[name] {
                guard existing.encryption == encryption else { throw .activityAlreadyExists(arn: arn) }
                return (existing, [])
            }
            guard storage.activities.count < Quota.activities else {
                throw .activityLimitExceeded(limit: Quota.activities)
            }
            var activity = ActivityRecord(name: name, creationMilliseconds: nowMilliseconds, encryption: encryption)
            activity.tags.add(tags)
            guard !activity.tags.isTooMany else { throw .tooManyTags(arn: arn) }
            storage.activities[name] = activity
            return (activity, [.put(activity)])
        }
    }

    /// Removes an activity; one that is not there is no error.
    package func deleteActivity(
        _ arn: StatesArn, then completion: @escaping @Sendable (Result<Void, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let name = try activityName(arn)
            guard storage.activities.removeValue(forKey: name) != nil else { return ((), []) }
            return ((), [.deleteResource(kind: DocumentKind.activity, name: name)])
        }
    }

    package func activity(_ arn: StatesArn) throws(RegistryError) -> ActivityRecord {
        let name = try activityName(arn)
        let activity = try read { storage throws(RegistryError) in storage.activities[name] }
        guard let activity, arn.text == scope.activity(name) else { throw .activityDoesNotExist(arn: arn.text) }
        return activity
    }

    /// All activities, oldest first.
    package func activities() throws(RegistryError) -> [ActivityRecord] {
        try read { storage throws(RegistryError) in Array(storage.activities.values) }
            .sorted { ($0.creationMilliseconds, $0.name) < ($1.creationMilliseconds, $1.name) }
    }

    private func activityName(_ arn: StatesArn) throws(RegistryError) -> String {
        guard case .activity(let name) = arn.resource else { throw arn.invalidInThisContext }
        return name
    }
}

extension JournalWrite {
    static func put(_ activity: ActivityRecord) -> JournalWrite {
        .putResource(kind: DocumentKind.activity, name: activity.name, body: activity.document)
    }
}
