import Foundation
import Interpreter
import JSON
import Replay
import StatesLanguage
import Testing

/// One field of a definition is changed; replaying what was recorded under the other definition finds it in an event of its
/// state, unless a simulation of both in the recorded world, which works in another way, finds no difference at all.
@Suite struct DefinitionMutationTests {
    @Test func everyChangedFieldIsFoundInItsState() throws {
        var (found, without) = (0, 0)
        var types: Set<StateType> = []
        for recording in try Self.recordings() + [EveryField.recording()] {
            var machines = MachineCache()
            let own = try machines.machine(recording.definition, processorLocation: recording.processorLocation)
            let before = recording.simulate(own, in: RecordedWorld(recording, matching: .strict))
            let definition = try JSONValue(parsing: recording.definition)
            for mutation in Mutation.all(of: definition).spread(over: 120) {
                guard let machine = mutation.machine(recording.processorLocation) else { continue }
                let run = try recording.redefine(own, as: machine, mode: .strict)
                guard let change = run.firstChange else {
                    without += 1
                    let after = recording.simulate(machine, in: RecordedWorld(recording, matching: .strict))
                    #expect(
                        before.events == after.events,
                        "\(recording.header.name): \(mutation.text) is not found")
                    continue
                }
                found += 1
                let changed = own.workflow.allStates.first { $0.name == mutation.stateName }
                if let changed { types.insert(changed.kind.type) }
                let states = Self.states(around: change, in: recording)
                #expect(
                    mutation.isIn(states),
                    "\(recording.header.name): \(mutation.text) is found in \(states): \(change.text)")
            }
        }
        print("\(found) changed fields found in their state, \(without) have no effect")
        #expect(found > 100)
        #expect(types.isSuperset(of: Set(StateType.allCases).subtracting([.succeed])))
    }

    /// The state that the event belongs to, and the one before: a transition shows in the state that it leads to, the data of a
    /// Parallel state in the states that it starts with.
    private static func states(around change: EventDifference, in recording: Recording) -> Set<String> {
        var before: String?
        var id = (change.recorded ?? change.computed)?.previousEventID ?? 0
        while before == nil, id > 0 {
            before = recording.events[Int(id) - 1].ownStateName
            id = recording.events[Int(id) - 1].previousEventID
        }
        return Set([change.stateName, before, change.computed?.ownStateName].compactMap { $0 })
    }

    /// Executions that had everything: tasks, retries, catchers, waits, maps, agents.
    private static func recordings() throws -> [Recording] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures").path
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".run.json") }.sorted()
            .flatMap { name in
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                return try RunFile.recordings(JSONValue(parsing: Array(data)))
            }
    }
}

/// A definition with one other value in it.
private struct Mutation {
    let definition: JSONValue
    let place: [String]

    var text: String { place.joined(separator: "/") }

    /// The innermost state that it is in.
    var stateName: String? {
        place.indices.last { $0 > 0 && place[$0 - 1] == "States" }.map { place[$0] }
    }

    /// Whether it is in one of the states. A state in a branch may fail without an event that says how: that of the state around
    /// it does.
    func isIn(_ states: Set<String>) -> Bool {
        guard let stateName else { return true }
        return states.contains(stateName) || isFailure && !states.isDisjoint(with: place)
    }

    private var isFailure: Bool { place.last == "Error" || place.last == "Cause" }

    /// Nil where the definition is none any more.
    func machine(_ processorLocation: String?) -> StateMachine? {
        var machines = MachineCache()
        return try? machines.machine(definition.text, processorLocation: processorLocation)
    }

    /// One for each value in the definition.
    static func all(of definition: JSONValue) -> [Mutation] {
        places(in: definition, []).map { place, other in
            Mutation(definition: definition.setting(other, at: place[...]), place: place)
        }
    }

    private static func places(in value: JSONValue, _ place: [String]) -> [(place: [String], other: JSONValue)] {
        switch value {
        case .object(let object): object.flatMap { places(in: $0.value, place + [$0.key]) }
        case .array(let elements):
            elements.enumerated().flatMap { places(in: $0.element, place + ["\($0.offset)"]) }
        case .string(let text): [(place, .string(other(than: text)))]
        case .integer(let number): [(place, .integer(number + 1))]
        case .bool(let flag): [(place, .bool(!flag))]
        default: [(place, .integer(7))]
        }
    }

    private static func other(than text: String) -> String {
        if text.hasPrefix("{%") { return "{% 'other' %}" }
        if text.hasPrefix("$.") || text == "$" { return text == "$.other" ? "$" : "$.other" }
        if Timestamp(parsing: text) != nil { return "2031-01-01T00:00:00Z" }
        return text + "x"
    }
}

extension JSONValue {
    fileprivate func setting(_ value: JSONValue, at place: ArraySlice<String>) -> JSONValue {
        guard let name = place.first else { return value }
        switch self {
        case .object(var object):
            object[name] = object[name]?.setting(value, at: place.dropFirst())
            return .object(object)
        case .array(var elements):
            guard let index = Int(name), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].setting(value, at: place.dropFirst())
            return .array(elements)
        default: return self
        }
    }
}

extension Array {
    /// At most so many elements, from all over.
    fileprivate func spread(over count: Int) -> [Element] {
        guard self.count > count else { return self }
        return stride(from: 0, to: self.count, by: (self.count + count - 1) / count).map { self[$0] }
    }
}
