internal import Journal

extension Registry {
    /// The tags of a state machine or an activity; versions and aliases have none.
    package func tags(of arn: StatesArn) throws(RegistryError) -> Tags {
        let tags = try read { storage throws(RegistryError) -> Tags? in
            switch arn.resource {
            case .stateMachine(let name): storage.stateMachines[name]?.tags
            case .activity(let name): storage.activities[name]?.tags
            default: nil
            }
        }
        guard let tags else { throw .resourceNotFound(arn: arn.text) }
        return tags
    }

    /// Adds, replaces or removes tags.
    package func changeTags(
        of arn: StatesArn, adding added: [(key: String, value: String)] = [], removing removed: [String] = [],
        then completion: @escaping @Sendable (Result<Void, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            func changed(_ tags: Tags) throws(RegistryError) -> Tags {
                var tags = tags
                tags.add(added)
                tags.remove(removed)
                guard !tags.isTooMany else { throw .tooManyTags(arn: arn.text) }
                return tags
            }
            switch arn.resource {
            case .stateMachine(let name):
                guard var record = storage.stateMachines[name] else { break }
                record.tags = try changed(record.tags)
                storage.stateMachines[name] = record
                return ((), [.put(record)])
            case .activity(let name):
                guard var activity = storage.activities[name] else { break }
                activity.tags = try changed(activity.tags)
                storage.activities[name] = activity
                return ((), [.put(activity)])
            default: break
            }
            throw .resourceNotFound(arn: arn.text)
        }
    }
}
