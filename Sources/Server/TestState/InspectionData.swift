internal import Interpreter
internal import JSON
internal import StatesLanguage

extension StateTest {
    /// `inspectionData`: which values a state of that type shows, as the service does.
    func inspectionData(of state: State) -> JSONObject {
        let values = recorder.values
        var data: JSONObject = [:]
        func show(_ step: InspectionStep, or fallback: JSONValue? = nil) {
            guard let value = values[step] ?? fallback else { return }
            data[step.rawValue] = .string(value.text)
        }
        let isJSONPath = state.queryLanguage == .jsonPath
        show(.input)
        switch state.kind {
        case .pass(let pass) where isJSONPath:
            if pass.result == nil {
                show(.afterInputPath)
                show(.afterParameters, or: values[.afterInputPath])
            } else {
                show(.result)
            }
            show(.afterResultSelector, or: values[.result] ?? values[.afterParameters] ?? values[.afterInputPath])
            show(.afterResultPath, or: values[.afterInputPath])
        case .task where isJSONPath:
            show(.afterInputPath)
            show(.afterParameters, or: values[.afterInputPath])
            show(.result)
            show(.afterResultSelector, or: values[.result])
            show(.afterResultPath)
        case .task:
            show(.afterArguments)
            show(.result)
        case .parallel where isJSONPath:
            show(.afterResultSelector, or: values[.result])
            show(.afterResultPath)
        case .map:
            let hasItems = values[.maxConcurrency] != nil
            if isJSONPath {
                show(.afterInputPath)
                if hasItems { show(.afterItemsPath, or: values[.afterInputPath]) }
            }
            if hasItems {
                show(.afterItemsPointer)
                show(.afterItemSelector)
                show(.afterItemBatcher)
                data["maxConcurrency"] = values[.maxConcurrency]
                data["toleratedFailureCount"] = values[.toleratedFailureCount]
                data["toleratedFailurePercentage"] = values[.toleratedFailurePercentage]
            }
            if isJSONPath {
                show(.afterResultSelector, or: values[.result])
                show(.afterResultPath)
            }
        case .choice, .wait, .succeed, .fail:
            if isJSONPath { show(.afterInputPath) }
        default: break
        }
        if let variables = values[.variables]?.object, !variables.isEmpty { show(.variables) }
        data["errorDetails"] = errorDetails
        return data
    }

    private var errorDetails: JSONValue? {
        var details: JSONObject = [:]
        details["catchIndex"] = recorder.values[.catchIndex]
        details["retryIndex"] = recorder.values[.retryIndex]
        details["retryBackoffIntervalSeconds"] = recorder.values[.retryBackoffIntervalSeconds]
        return details.isEmpty ? nil : .object(details)
    }
}
