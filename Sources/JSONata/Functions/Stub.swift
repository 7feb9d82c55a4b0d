enum NumberFormattingFunctions { static var all: [Builtin] { [] } }
enum DateFunctions { static var all: [Builtin] { [] } }
