import JSON

/// The inputs that all others are made of.
struct Corpus {
    var texts: [[UInt8]]
    let tokens: [[UInt8]]

    init(_ subject: Subject) {
        let (texts, tokens) = Self.builtIn(subject)
        self.texts = texts.map { Array($0.utf8) }
        self.tokens = tokens.map { Array($0.utf8) }
    }

    /// Adds a file: where `key` is given every string of that name in it, else all of it.
    mutating func add(_ bytes: [UInt8], key: String?) {
        guard let key else { return texts.append(bytes) }
        guard let value = try? JSONValue(parsing: bytes) else { return }
        add(value, key)
    }

    private mutating func add(_ value: JSONValue, _ key: String) {
        switch value {
        case .array(let elements): for element in elements { add(element, key) }
        case .object(let object):
            for (name, member) in object {
                if name == key, let text = member.string { texts.append(Array(text.utf8)) }
                add(member, key)
            }
        default: break
        }
    }

    private static func builtIn(_ subject: Subject) -> (texts: [String], tokens: [String]) {
        switch subject {
        case .json:
            (
                [
                    #"{"a":[1,-2.5e+10,true,false,null,"\u00e9\n\"\\/"],"b":{"c":{}},"d":[]}"#, "[]", "0",
                    #""\ud83d\ude00""#,
                    "[[[[[[[[1]]]]]]]]", #"{"x":1e308,"y":1E-400,"z":12345678901234567890}"#,
                ],
                ["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\ud800", "1e", "-", "0.", "null", "\u{FEFF}", "\0"]
            )
        case .jsonpath:
            (
                [
                    "$", "$.a.b[0]", "$..id", "$.items[?(@.price > 1 && @.id in [1,2])].id", "$['a','b']",
                    "$.b[1:-1:2]",
                    "$.items.length()", "$[*]", "$.b[-1]", "$..items[?(@.id =~ /a.*/i)]", "$v.name", "$$.Execution.Id",
                    "$.items[?(!(@.id == 1) || @.price nin [2])]", "$.items.sum($..price)",
                ],
                [
                    "..", "[?(", ")]", "@", "[*]", "'", "==", "=~ /", "/i", "&&", "||", "in [", "subsetof", "[-1]",
                    "[1:2]",
                    "length()", ".concat(", "$", "empty", "2147483648", "\\'",
                ]
            )
        case .intrinsics:
            (
                [
                    "States.Format('{} is {}', $.name, States.ArrayLength($.b))", "States.StringToJson($.text)",
                    "States.JsonMerge($.empty, States.StringToJson('{}'), false)", "States.MathRandom(1, 10, 3)",
                    "States.ArrayRange(1, 9, 2)", "States.ArrayPartition($.b, 2)", "States.Hash($.name, 'SHA-1')",
                    "States.Base64Decode(States.Base64Encode('a'))", "States.StringSplit('a,b;c', ',;')",
                    "States.UUID()",
                    "States.ArrayUnique(States.Array(1, 1.0, 'a', null))", "States.MathAdd($.a, -5)",
                    "States.ArrayGetItem($.b, 0)", "States.ArrayContains($.b, 'three')", "States.JsonToString($$)",
                ],
                [
                    "States.", "Format(", "(", ")", ",", "'", "\\'", "\\{", "{}", "$.a", "$$", "$v", "null",
                    "-2147483649",
                    "1e999", "States.Array(",
                ]
            )
        case .jsonata:
            (
                [
                    "$sum(items.price)", "items[price > 2].{'n': id, 'p': price * 2}",
                    "$map(items, function($i, $n) { $i.id + $n })",
                    "(\n  $f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) };\n  $f(10)\n)",
                    "$states.input.b[[0..1]]",
                    "items^(>price, id).id", "items{id: $sum(price)}", "**.price", "%.id",
                    "$replace(name, /(\\w)d/, '$1x')",
                    "$fromMillis(0, '[Y0001]-[M01]-[D01]T[H01]:[m01]')", "$formatNumber(1234.5, '#,##0.00')",
                    "items ~> | $ | {'x': 1}, ['id'] |", "$reduce([1..5], function($a, $b) { $a + $b }, 0)",
                    "name & ' ' & $string(a)", "$match(text, /l+/i)", "$parseInteger('twelve', 'w')",
                    "a in b ? 'y' : 'n'",
                    "$lookup($, 'name') ~> $uppercase", "items#$i.{'i': $i}@$x.($x.id)", "$partition([1..7], 3)",
                    "$toMillis('2020-01-01', '[Y]-[M]-[D]')", "$sort(items, function($l, $r) { $l.price > $r.price })",
                ],
                [
                    "(", ")", "[", "]", "{", "}", "$", "$$", ":=", "..", "~>", "^(", "function($x){", "/a*/", "?:",
                    "**", "%",
                    "@$v", "#$i", "|", "'", "\"", "\\u", "1e400", "$map(", "$string(", "$reduce(", "and", "or", "in",
                    "`a`",
                    "[Y]", "/* */", "<nn:n>", "..9999999]",
                ]
            )
        case .definitions: (definitions, definitionTokens)
        case .yaml:
            (
                yamlDefinitions,
                definitionTokens + ["\n  ", "- ", ": ", "&a ", "*a", "|\n", ">-\n", "!!str ", "? ", "---\n"]
            )
        case .datasets:
            (
                [
                    "a,b,c\n1,2,3\n\"x\",\"y \"\"q\"\"\",\"z\nz\"\n", "[{\"a\":1},{\"a\":2}]",
                    "{\"a\":1}\n{\"b\":[]}\n\n",
                    "{\"items\":[[1,2],[3]]}", "a|b\r\n1|2\r\n", "\u{1F}\u{8B}\u{8}",
                ],
                [",", "|", "\"", "\r\n", "\n", "{", "[", "\0", "\u{FEFF}", "\"\""]
            )
        }
    }

    private static let definitionTokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\"Type\":\"Map\"", "\"Type\":\"Choice\"", "\"Next\":\"A\"", "\"End\":true",
        "\"QueryLanguage\":\"JSONata\"", "{% ", " %}", "$.", "$$.", ".$", "\"ItemProcessor\":", "\"Retry\":[",
        "\"Catch\":[",
        "null", "-1", "1e9", "\"Assign\":{", "States.Format('{}',$.a)", "${Name}", "\"Path\":\"$\"",
    ]

    private static let definitions = [
        """
        {"StartAt":"A","TimeoutSeconds":60,"States":{"A":{"Type":"Pass","Parameters":{"x.$":"$.a","y.$":"States.Format('{}', $.a)"},
        "ResultPath":"$.r","Assign":{"v.$":"$.name"},"Next":"C"},"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a",
        "NumericGreaterThanPath":"$.big"},{"Not":{"Variable":"$v","StringMatches":"A*"}}],"Next":"M"},{"Variable":"$.name",
        "IsPresent":true,"Next":"W"}],"Default":"F"},"M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ItemSelector":{
        "i.$":"$$.Map.Item.Value"},"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"ResultSelector":{
        "n.$":"States.ArrayLength($)"},"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Next":"L"},"L":{"Type":
        "Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Succeed"}}},{"StartAt":"Y","States":{"Y":{"Type":"Fail",
        "ErrorPath":"$.name"}}}],"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"W"}],"End":true},"W":{"Type":
        "Wait","SecondsPath":"$.a","End":true},"F":{"Type":"Fail","Error":"E","CausePath":"$.name"}}}
        """,
        """
        {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":{"x":"{% $sum($states.input.items.price) %}"},
        "Assign":{"v":"{% $states.input.b %}"},"Next":"T"},"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{
        "FunctionName":"f","Payload":"{% $v %}"},"TimeoutSeconds":"{% 5 %}","Output":"{% $states.result.Payload %}","Catch":[{
        "ErrorEquals":["States.ALL"],"Output":"{% $states.errorOutput %}","Next":"M"}],"Next":"M"},"M":{"Type":"Map","Items":
        "{% $v %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{
        "Type":"Pass","End":true}}},"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"b","Key":"k"},
        "ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":3}},"ItemBatcher":{"MaxItemsPerBatch":2},
        "ToleratedFailurePercentage":5,"Label":"m","End":true}}}
        """,
    ]

    private static let yamlDefinitions = [
        """
        StartAt: A
        States:
          A: {Type: Pass, Result: [1, two, 3.0, ~], Next: C}
          C:
            Type: Choice
            Choices:
              - Variable: $.name
                StringEquals: >-
                  Ada
                Next: W
            Default: W
          W:
            Type: Wait
            Seconds: 1
            Comment: |
              a text
              of lines
            End: true
        """,
        "StartAt: &s S\nStates:\n  S:\n    Type: Pass\n    Parameters: {'a.$': \"$.x\", b: !!str 5}\n    Next: *s\n",
    ]
}
