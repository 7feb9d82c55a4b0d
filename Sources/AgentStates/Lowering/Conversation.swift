/// JSONata over conversations in Converse's shape.
enum Conversation {
    /// Texts and media without calls and results, for an agent that has no tools: providers refuse them there.
    /// Messages of the same role in a row become one.
    ///
    /// - Parameters:
    ///   - messages: at least one.
    ///   - note: the text of one more message of the user.
    static func withoutCalls(_ messages: String, adding note: String? = nil) -> String {
        let all = note.map { "$append($kept, [{\"Role\": \"user\", \"Content\": [{\"Text\": \($0)}]}])" } ?? "$kept"
        return """
            ($kept := [$filter([$map(\(messages), function($m) { {"Role": $m.Role, "Content": [$filter($m.Content, \
            function($b) { $not($exists($b.ToolUse) or $exists($b.ToolResult) or $exists($b.ReasoningContent)) })]} })], \
            function($m) { $count($m.Content) > 0 })]; \
            $reduce(\(all), function($all, $m) { \
            $count($all) > 0 and $all[-1].Role = $m.Role ? $append([$filter($all, function($x, $k) { \
            $k < $count($all) - 1 })], [{"Role": $m.Role, "Content": $append($all[-1].Content, $m.Content)}]) \
            : $append($all, [$m]) }, []))
            """
    }
}
