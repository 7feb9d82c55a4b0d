import JSON

extension SingleAgent {
    /// `Start ─▶ Prompt ─▶ Begin ─▶ (the loop) ─▶ Done`.
    func lower(_ context: LoweringContext, _ role: Role) {
        let agents = context.agents([agent])
        let opening = Opening(context: context, role: role, agents: agents)
        let loop = AgentLoop(context: context, role: role, agents: agents, exit: opening.closing)
        loop.noteConfigurations(in: "agent", byName: false)
        opening.write(
            agents.map { ("agent", loop.configuration(of: $0)) }, summarizing: loop, owner: agent,
            next: role.state("Begin"))
        role.add(
            "Begin", "Pass",
            ["Assign": role.assign(loop.initial(messages: opening.messages)), "Next": loop.entry])
        loop.write()
        var output = Result.of(role)
        if keepsMessages { output.append(("Messages", "§messages")) }
        opening.writeEnd(messages: "§messages", owner: "§agent.Name", output: output)
    }
}

/// What every agent state yields.
enum Result {
    static func of(_ role: Role) -> [(String, String)] {
        [
            ("Text", "§text"), ("Output", AgentLoop.output), ("StopReason", "§stop"), ("Agent", "§agent.Name"),
            ("Turns", "§turns"), ("Usage", "§usage"),
        ]
    }
}
