extension Handoff {
    func lower(_ context: LoweringContext, _ role: Role) {}
}
