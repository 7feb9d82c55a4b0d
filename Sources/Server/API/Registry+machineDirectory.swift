package import Engine
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
}
