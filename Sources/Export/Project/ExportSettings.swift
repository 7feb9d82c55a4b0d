/// The `export` section of `baton.yaml`.
package struct ExportSettings: Sendable, Hashable {
    package init() {}
}
