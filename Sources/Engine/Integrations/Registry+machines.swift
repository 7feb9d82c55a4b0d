import StatesLanguage
import JSON
package import Registry

/// The registry is where the engine looks up what Task states start.
extension Registry: MachineDirectory {
    package func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine {
        do throws(RegistryError) {
            return try resolve(try target(try StatesArn(arn), drawing: Int.random(in: 0..<100)))
        } catch {
            throw MachineLookupError(code: error.code, message: error.message)
        }
    }

    package func activityExists(arn: String) -> Bool {
        guard let arn = try? StatesArn(arn) else { return false }
        return (try? activity(arn)) != nil
    }

    /// A target with its machine, ready to be run.
    package func resolve(_ target: ExecutionTarget) throws(RegistryError) -> ResolvedMachine {
        let definition = try plainDefinition(of: target.settings, as: target.type)
        return ResolvedMachine(
            stateMachineArn: target.stateMachineArn, name: target.name, versionArn: target.versionArn,
            aliasArn: target.aliasArn, roleArn: target.settings.roleArn, definition: definition.text,
            machine: definition.machine, isExpress: target.type == .express,
            keepsExpressEvents: target.settings.logging["level"] != "OFF")
    }
}
