extension EvaluatorOptimizer {
    func lower(_ context: LoweringContext, _ role: Role) {}
}
