extension OrchestratorWorkers {
    func lower(_ context: LoweringContext, _ role: Role) {}
}
