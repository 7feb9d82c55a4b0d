import AgentStates
import StatesLanguage

extension DeploymentBuilder {
    /// The tables of the configuration that machines use, and that of sessions.
    mutating func addTables(_ needs: Needs) {
        for table in project.tables {
            let name = inventory.names.name(.table, table.name)
            if needs.contains(name) || isUsedByFunction(table.name) {
                addTable(name, keys: [table.partitionKey] + [table.sortKey].compactMap { $0 }, expiry: nil)
            }
        }
        let isListed = project.tables.contains { $0.name == SessionTable.name }
        if inventory.hasTable(SessionTable.name), !isListed {
            addTable(
                inventory.names.name(.table, SessionTable.name), keys: [.init(name: "Session", type: "S")],
                expiry: "ExpiresAt")
        }
    }

    private func isUsedByFunction(_ name: String) -> Bool {
        project.functions.contains { $0.environment.values.contains(name) }
    }

    private mutating func addTable(_ name: String, keys: [SourceTable.Key], expiry: String?) {
        add(
            name, .table,
            .object([
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": .list(
                    keys.map { ["AttributeName": .constant($0.name), "AttributeType": .constant($0.type)] }),
                "KeySchema": .list(
                    keys.enumerated().map {
                        ["AttributeName": .constant($1.name), "KeyType": $0 == 0 ? "HASH" : "RANGE"]
                    }),
                "TimeToLiveSpecification": expiry.map { ["AttributeName": .constant($0), "Enabled": true] },
                "PointInTimeRecoverySpecification": ["PointInTimeRecoveryEnabled": true],
                "SSESpecification": .object([
                    "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": has(.kms) ? .attribute("Key", "Arn") : nil,
                ]),
                "DeletionProtectionEnabled": false, "Tags": tags.list,
            ]),
            isRetained: true)
    }

    /// The buckets that have a folder and that machines use.
    mutating func addBuckets(_ needs: Needs) {
        for bucket in project.buckets.sorted() {
            let name = inventory.names.name(.bucket, bucket)
            if needs.contains(name) {
                addBucket(name, comment: "Holds what the local folder of the bucket '\(bucket)' holds; copy it there.")
            }
        }
    }

    mutating func addBucket(_ name: String, comment: String? = nil) {
        let encryption: Value =
            has(.kms)
            ? ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .attribute("Key", "Arn")] : ["SSEAlgorithm": "AES256"]
        add(
            name, .bucket,
            [
                "BucketEncryption": [
                    "ServerSideEncryptionConfiguration": [
                        ["ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": .bool(has(.kms))]
                    ]
                ],
                "VersioningConfiguration": ["Status": "Enabled"],
                "PublicAccessBlockConfiguration": [
                    "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
                    "RestrictPublicBuckets": true,
                ],
                "OwnershipControls": ["Rules": [["ObjectOwnership": "BucketOwnerEnforced"]]],
                "LifecycleConfiguration": [
                    "Rules": [
                        [
                            "Id": "OldVersions", "Status": "Enabled",
                            "NoncurrentVersionExpiration": ["NoncurrentDays": 30],
                            "AbortIncompleteMultipartUpload": ["DaysAfterInitiation": 7],
                        ]
                    ]
                ],
                "Tags": tags.list,
            ], isRetained: true, comment: comment)
        addBucketPolicy(name)
    }

    /// Only encrypted connections reach the bucket.
    private mutating func addBucketPolicy(_ name: String) {
        let bucket = Text(.attribute(name, "Arn"))
        add(
            "\(name)Policy", .bucketPolicy,
            [
                "Bucket": .reference(.resource(name)),
                "PolicyDocument": .document([
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                            "Resource": [.text(bucket), "\(bucket)/*"],
                            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
                        ]
                    ],
                ]),
            ])
    }

    /// The activities that machines hand work to.
    mutating func addActivities(_ needs: Needs) {
        for machine in project.machines {
            for state in machine.machine.allStates {
                guard case .task(let task) = state.kind, case .activity(let arn) = task.resource,
                    let name = TargetARN(arn)?.name(after: "activity:")
                else { continue }
                let id = inventory.names.name(.activity, name)
                guard needs.contains(id), !deployment.resources.contains(where: { $0.name == id }) else { continue }
                add(id, .activity, ["Name": "\(.stack)-\(name)", "Tags": tags.list])
            }
        }
    }
}
