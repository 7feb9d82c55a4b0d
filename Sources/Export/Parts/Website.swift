extension DeploymentBuilder {
    /// A private bucket behind a distribution, for a web page.
    mutating func addWebsite() {
        addBucket("WebsiteBucket", comment: "aws s3 sync PAGE s3://BUCKET; the bucket itself is not public.")
        add(
            "WebsiteAccess", .originAccessControl,
            [
                "OriginAccessControlConfig": [
                    "Name": .reference(.stack), "OriginAccessControlOriginType": "s3", "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                ]
            ])
        add(
            "Website", .distribution,
            [
                "DistributionConfig": [
                    "Enabled": true, "DefaultRootObject": "index.html", "HttpVersion": "http2and3",
                    "PriceClass": "PriceClass_100",
                    "Origins": [
                        [
                            "Id": "Bucket", "DomainName": .attribute("WebsiteBucket", "RegionalDomainName"),
                            "OriginAccessControlId": .attribute("WebsiteAccess", "Id"),
                            "S3OriginConfig": ["OriginAccessIdentity": ""],
                        ]
                    ],
                    "DefaultCacheBehavior": [
                        "TargetOriginId": "Bucket", "ViewerProtocolPolicy": "redirect-to-https", "Compress": true,
                        // The managed policies CachingOptimized and SecurityHeadersPolicy.
                        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
                        "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
                    ],
                    "ViewerCertificate": ["CloudFrontDefaultCertificate": true],
                ],
                "Tags": tags.list,
            ])
        allowDistribution()
        addOutput("WebsiteUrl", "https://\(.attribute("Website", "DomainName"))", "The web page.")
    }

    private mutating func allowDistribution() {
        guard let index = deployment.resources.firstIndex(where: { $0.name == "WebsiteBucketPolicy" }) else { return }
        let bucket = Text(.attribute("WebsiteBucket", "Arn"))
        deployment.resources[index].body = .other(
            .bucketPolicy,
            [
                "Bucket": .reference(.resource("WebsiteBucket")),
                "PolicyDocument": .document([
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                            "Resource": [.text(bucket), "\(bucket)/*"],
                            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
                        ],
                        [
                            "Effect": "Allow", "Principal": ["Service": "cloudfront.amazonaws.com"],
                            "Action": "s3:GetObject", "Resource": "\(bucket)/*",
                            "Condition": [
                                "StringEquals": [
                                    "aws:SourceArn":
                                        "arn:\(.partition):cloudfront::\(.account):distribution/\(.resource("Website"))"
                                ]
                            ],
                        ],
                    ],
                ]),
            ])
    }
}
