/// What a stack is made with: what the template itself does not say.
package struct Stack: Sendable {
    package var name = "local"
    package var region: String
    package var account: String
    /// What names without one of their own begin with: the logical ids of the stacks around.
    var prefix = ""
    /// How many stacks it stands in.
    var depth = 0
    /// The values given for parameters.
    package var parameters: [String: String]

    package init(region: String, account: String, parameters: [String: String] = [:]) {
        self.region = region
        self.account = account
        self.parameters = parameters
    }

    /// Source: CloudFormation User Guide, "Pseudo parameters reference"; `AWS::NoValue` and the list of notification
    /// topics are no strings.
    func pseudoParameter(_ name: String) -> String? {
        switch name {
        case "AWS::AccountId": account
        case "AWS::Partition": "aws"
        case "AWS::Region": region
        case "AWS::StackId": "arn:aws:cloudformation:\(region):\(account):stack/\(self.name)/local"
        case "AWS::StackName": self.name
        case "AWS::URLSuffix": "amazonaws.com"
        default: nil
        }
    }
}
