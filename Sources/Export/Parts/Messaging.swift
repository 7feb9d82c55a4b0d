extension DeploymentBuilder {
    /// The topics, queues and event buses that definitions name.
    mutating func addMessaging() {
        for (source, name) in inventory.names.all(.topic) {
            add(
                name, .topic,
                .object([
                    "TopicName": "\(.stack)-\(source)", "FifoTopic": source.hasSuffix(".fifo") ? true : nil,
                    "KmsMasterKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
                ]))
        }
        for (source, name) in inventory.names.all(.queue) {
            add(
                name, .queue,
                .object([
                    "QueueName": "\(.stack)-\(source)", "FifoQueue": source.hasSuffix(".fifo") ? true : nil,
                    "SqsManagedSseEnabled": has(.kms) ? nil : true,
                    "KmsMasterKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
                ]), isRetained: true)
        }
        for (source, name) in inventory.names.all(.bus) {
            add(name, .eventBus, .object(["Name": "\(.stack)-\(source)", "Tags": tags.list]))
        }
    }
}
