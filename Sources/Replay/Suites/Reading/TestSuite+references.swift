import AgentStates
import JSON
import StatesLanguage

extension TestSuite {
    /// The names in the suite that mean nothing in the machine: misspelt states, answers that nobody asks for.
    package func misnomers(in tested: TestedMachine) -> [SuiteError] { references.misnomers(in: tested) }
}

extension [Reference] {
    /// Those that mean nothing in the machine.
    func misnomers(in tested: TestedMachine) -> [SuiteError] {
        let states = tested.machine.workflow.allStates
        let stateNames = Set(states.map(\.name))
        let resources = Set(states.compactMap(\.taskResource).flatMap(\.names))
        let text = tested.plain.text
        return compactMap { reference in
            if stateNames.contains(reference.name) { return nil }
            let candidates = tested.authoredStates.map(\.name) + (reference.kind == .callee ? tested.agents : [])
            let hint = closest(to: reference.name, in: candidates).map { "; did you mean '\($0)'?" } ?? ""
            guard reference.kind == .callee else {
                return SuiteError(
                    position: reference.position, message: "the machine has no state '\(reference.name)'\(hint)")
            }
            // Functions are often named in data, so the name has to be somewhere.
            if tested.agents.contains(reference.name) || resources.contains(reference.name)
                || text.containsWord(reference.name)
            {
                return nil
            }
            return SuiteError(
                position: reference.position,
                message: "nothing in the machine is called '\(reference.name)': no state, agent, function or resource"
                    + hint)
        }
    }
}

extension String {
    /// Whether it has the text with nothing around it that would make it a part of a longer name.
    fileprivate func containsWord(_ word: String) -> Bool {
        func isPart(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
        }
        return ranges(of: word).contains { range in
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            return !isPart(before) && !isPart(after)
        }
    }
}

extension State {
    fileprivate var taskResource: TaskResource? {
        if case .task(let task) = kind { task.resource } else { nil }
    }
}

extension TaskResource {
    /// The ways in which a suite may name it: `arn:aws:states:::lambda:invoke.waitForTaskToken`, `lambda:invoke`.
    var names: [String] {
        switch self {
        case .lambda(let arn), .activity(let arn): [arn]
        case .service(let service):
            [
                text,
                "\(service.isSDK ? "aws-sdk:" : "")\(service.service):\(service.action)\(service.pattern.rawValue)",
                "\(service.service):\(service.action)",
            ]
        }
    }
}
