extension DeploymentBuilder {
    /// A trail of what was called in the account, kept in a bucket of its own.
    mutating func addTrail() {
        addBucket("TrailBucket")
        guard let index = deployment.resources.firstIndex(where: { $0.name == "TrailBucketPolicy" }) else { return }
        let bucket = Text(.attribute("TrailBucket", "Arn"))
        let trail: Text = "arn:\(.partition):cloudtrail:\(.region):\(.account):trail/\(.stack)"
        deployment.resources[index].body = .other(
            .bucketPolicy,
            [
                "Bucket": .reference(.resource("TrailBucket")),
                "PolicyDocument": .document([
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                            "Resource": [.text(bucket), "\(bucket)/*"],
                            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
                        ],
                        [
                            "Effect": "Allow", "Principal": ["Service": "cloudtrail.amazonaws.com"],
                            "Action": "s3:GetBucketAcl", "Resource": .text(bucket),
                            "Condition": ["StringEquals": ["aws:SourceArn": .text(trail)]],
                        ],
                        [
                            "Effect": "Allow", "Principal": ["Service": "cloudtrail.amazonaws.com"],
                            "Action": "s3:PutObject", "Resource": "\(bucket)/AWSLogs/\(.account)/*",
                            "Condition": [
                                "StringEquals": [
                                    "aws:SourceArn": .text(trail), "s3:x-amz-acl": "bucket-owner-full-control",
                                ]
                            ],
                        ],
                    ],
                ]),
            ])
        add(
            "Trail", .trail,
            .object([
                "TrailName": .reference(.stack), "S3BucketName": .reference(.resource("TrailBucket")),
                "IsLogging": true,
                "IsMultiRegionTrail": false, "EnableLogFileValidation": true,
                "KMSKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
            ]), after: ["TrailBucketPolicy"],
            comment: "Many organizations have a trail for all accounts; a second one costs.")
    }
}
