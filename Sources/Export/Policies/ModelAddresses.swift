import JSONata

extension ResourceAddresses {
    /// Prefixes of the ids of inference profiles, which send a request to one of several regions.
    private static let profilePrefixes = ["us.", "eu.", "apac.", "us-gov.", "au.", "ca.", "jp.", "global."]

    /// What has to be allowed so that a model can be asked: the model, and behind an inference profile the profile and the
    /// model in every region that it may choose.
    ///
    /// Source: Amazon Bedrock User Guide, "Prerequisites for inference profiles".
    func models(_ texts: [TextPattern]) -> [Text] {
        texts.flatMap { text -> [Text] in
            let id = text.wildcardText
            if let arn = TargetARN(id) { return [addressOfModel(arn, id)] }
            if id == "*" { return [Self.model("*", in: Text(.region))] }
            guard let prefix = Self.profilePrefixes.first(where: id.hasPrefix) else {
                return [Self.model(id, in: Text(.region))]
            }
            let model = String(id.dropFirst(prefix.count))
            return [
                "arn:\(.partition):bedrock:\(.region):\(.account):inference-profile/\(id)", Self.model(model, in: "*"),
            ]
        }
    }

    private static func model(_ id: String, in region: Text) -> Text {
        "arn:\(.partition):bedrock:\(region)::foundation-model/\(id)"
    }

    private func addressOfModel(_ arn: TargetARN, _ text: String) -> Text {
        if arn.account.isEmpty {
            return "arn:\(.partition):bedrock:\(arn.region):\(arn.account):\(arn.resource)"
        }
        return address(arn, text)
    }
}
