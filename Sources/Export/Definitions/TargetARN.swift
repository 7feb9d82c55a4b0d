/// An Amazon Resource Name in its parts.
struct TargetARN: Hashable {
    let partition: String
    let service: String
    let region: String
    let account: String
    /// What comes after the account: `function:charge-card:live`.
    let resource: String

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
        (partition, service, region, account, resource) = (parts[1], parts[2], parts[3], parts[4], parts[5])
    }

    /// The resource after its type: `charge-card:live` of `function:charge-card:live`.
    func name(after type: String) -> String? {
        resource.hasPrefix(type) ? String(resource.dropFirst(type.count)) : nil
    }

    /// The same name in the account, region and partition of a deployment.
    var relative: Text {
        let place: Text = region.isEmpty ? "" : Text(.region)
        return "arn:\(.partition):\(service):\(place):\(.account):\(resource)"
    }
}
