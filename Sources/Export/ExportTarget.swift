/// What an export is for.
package enum ExportTarget: String, Sendable, CaseIterable {
    case asl
    case cloudformation
    case sam
    case terraform
}
