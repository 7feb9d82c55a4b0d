import JSON
import Replay

/// An execution that really happened, as `baton export-run` or AWS wrote it down.
///
/// ```swift
/// let run = try RecordedRun(file: "runs/order-4711.run.json")
/// #expect(try run.difference() == nil)
/// #expect(try run.difference(under: Workflow(file: "order.asl.yaml")) == nil)
/// ```
public struct RecordedRun: Sendable {
    /// What another definition has to keep.
    public enum Comparison: Sendable {
        /// The same states, the same requests of the same states, the same end.
        case strict
        /// Every request that it makes was made then, by whatever state.
        case tolerant
    }

    private let recording: Recording

    /// - Parameter file: the path of a file that `baton export-run` wrote.
    /// - Throws: `WorkflowTestingError`
    public init(file: String) throws(WorkflowTestingError) {
        let bytes = try SourceFile.read(file)
        do {
            let recordings = try RunFile.recordings(JSONValue(parsing: bytes))
            recording = recordings[0]
        } catch {
            throw WorkflowTestingError(description: "\(file): \(error)")
        }
    }

    /// - Parameters:
    ///   - history: the path of a history downloaded with `aws stepfunctions get-execution-history`.
    ///   - definition: the path of the definition that it ran.
    /// - Throws: `WorkflowTestingError`
    public init(history: String, definition: String) throws(WorkflowTestingError) {
        let workflow = try Workflow(file: definition)
        let bytes = try SourceFile.read(history)
        do throws(RecordingError) {
            recording = try Recording(history: bytes, definition: workflow.tested.plain.text)
        } catch {
            throw WorkflowTestingError(description: "\(history): \(error)")
        }
    }

    /// Runs the execution again from what was recorded, and tells the first event that comes out otherwise; nil where it
    /// reproduces.
    ///
    /// - Throws: `WorkflowTestingError` where it cannot be run again at all.
    public func difference() throws(WorkflowTestingError) -> String? {
        var machines = MachineCache()
        do throws(RecordingError) {
            return try recording.reproduce(by: machines.machine(recording.definition))?.text
        } catch {
            throw WorkflowTestingError(description: error.description)
        }
    }

    /// Runs another definition in the world as it was, and tells what it does otherwise; nil where it does the same.
    ///
    /// - Throws: `WorkflowTestingError` where it cannot be run again at all.
    public func difference(
        under workflow: Workflow, comparison: Comparison = .strict
    ) throws(WorkflowTestingError) -> String? {
        let mode = comparison == .strict ? ReplayMode.strict : .tolerant
        do throws(RecordingError) {
            var machines = MachineCache()
            let own = try machines.machine(recording.definition)
            let run = try recording.redefine(own, as: workflow.tested.machine, mode: mode)
            return run.isAccepted(in: mode) ? nil : run.difference?.text ?? run.run.obstacle?.description
        } catch {
            throw WorkflowTestingError(description: error.description)
        }
    }
}
