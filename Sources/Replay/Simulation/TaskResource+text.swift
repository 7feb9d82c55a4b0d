import StatesLanguage

extension TaskResource {
    /// The resource as a definition writes it.
    package var text: String {
        switch self {
        case .lambda(let arn), .activity(let arn): arn
        case .service(let service):
            "arn:aws:states:::\(service.isSDK ? "aws-sdk:" : "")\(service.service):\(service.action)"
                + service.pattern.rawValue
        }
    }
}
