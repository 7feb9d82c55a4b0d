extension DeploymentBuilder {
    /// Daily copies of what carries the stack's tag and can be copied: its tables and buckets.
    mutating func addBackup() {
        addParameter("BackupDays", .number(default: 35, minimum: 1), "How long daily copies are kept.")
        add(
            "BackupVault", .backupVault,
            .object([
                "BackupVaultName": .reference(.stack), "EncryptionKeyArn": has(.kms) ? .attribute("Key", "Arn") : nil,
            ]), isRetained: true)
        add(
            "BackupPlan", .backupPlan,
            [
                "BackupPlan": [
                    "BackupPlanName": .reference(.stack),
                    "BackupPlanRule": [
                        [
                            "RuleName": "Daily", "TargetBackupVault": .reference(.resource("BackupVault")),
                            "ScheduleExpression": "cron(0 3 * * ? *)",
                            "Lifecycle": ["DeleteAfterDays": .parameter("BackupDays")],
                        ]
                    ],
                ]
            ],
            comment: "A copy that was never restored is a hope: restore one regularly.")
        let trust: Value = [
            "Effect": "Allow", "Principal": ["Service": "backup.amazonaws.com"], "Action": "sts:AssumeRole",
            "Condition": ["StringEquals": ["aws:SourceAccount": .reference(.account)]],
        ]
        let policies = [
            "service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup",
        ]
        add(
            "BackupRole", .role,
            [
                "AssumeRolePolicyDocument": .document(["Version": "2012-10-17", "Statement": [trust]]),
                "ManagedPolicyArns": .list(policies.map { "arn:\(.partition):iam::aws:policy/\($0)" }),
                "Tags": tags.list,
            ])
        add(
            "BackupSelection", .backupSelection,
            [
                "BackupPlanId": .attribute("BackupPlan", "BackupPlanId"),
                "BackupSelection": [
                    "SelectionName": "Stack", "IamRoleArn": .attribute("BackupRole", "Arn"),
                    "ListOfTags": [
                        [
                            "ConditionType": "STRINGEQUALS", "ConditionKey": "Stack",
                            "ConditionValue": .reference(.stack),
                        ]
                    ],
                ],
            ])
    }
}
