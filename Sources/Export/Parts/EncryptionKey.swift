extension DeploymentBuilder {
    /// A key of the customer's own for logs, tables, buckets, secrets, alarms and executions.
    mutating func addKey() {
        let services = ["cloudwatch.amazonaws.com", "cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"]
        add(
            "Key", .key,
            [
                "Description": "Encrypts what the stack \(.stack) keeps.", "EnableKeyRotation": true,
                "KeyPolicy": .document([
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Sid": "Administration", "Effect": "Allow",
                            "Principal": ["AWS": "arn:\(.partition):iam::\(.account):root"], "Action": "kms:*",
                            "Resource": "*",
                        ],
                        [
                            "Sid": "Logs", "Effect": "Allow", "Principal": ["Service": "logs.\(.region).\(.domain)"],
                            "Action": [
                                "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*",
                                "kms:ReEncrypt*",
                            ],
                            "Resource": "*",
                            "Condition": [
                                "ArnLike": [
                                    "kms:EncryptionContext:aws:logs:arn":
                                        "arn:\(.partition):logs:\(.region):\(.account):log-group:*"
                                ]
                            ],
                        ],
                        [
                            "Sid": "Services", "Effect": "Allow", "Principal": ["Service": .texts(services)],
                            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"], "Resource": "*",
                            "Condition": ["StringEquals": ["aws:SourceAccount": .reference(.account)]],
                        ],
                    ],
                ]),
                "Tags": tags.list,
            ], isRetained: true)
        add(
            "KeyAlias", .keyAlias,
            ["AliasName": "alias/\(.stack)", "TargetKeyId": .reference(.resource("Key"))])
    }

    /// What a role has to be allowed with the key, where there is one.
    func key(for actions: [String]) -> [Statement] {
        has(.kms) ? [Statement(actions, on: [Text(.attribute("Key", "Arn"))])] : []
    }
}
