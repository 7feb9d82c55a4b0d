import Datasets
import JSON
import Testing

@Suite("Manifests")
struct ManifestTests {
    /// `printf '"b","k 1","5"\n"b","k2","7"\n' | gzip -n9`
    static let packedRows: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x4A, 0x52, 0xD2, 0x51, 0xCA,
        0x56, 0x30, 0x04, 0x92, 0xA6, 0x4A, 0x5C, 0x4A, 0x60, 0x9E, 0x11, 0x90, 0x30, 0x57, 0xE2, 0x02,
        0x00, 0x0E, 0x62, 0xFF, 0x55, 0x1B, 0x00, 0x00, 0x00,
    ]

    @Test("S3 inventory")
    func inventory() throws {
        let manifest = try S3InventoryManifest(
            Array(
                #"""
                {"sourceBucket":"s","destinationBucket":"arn:aws:s3:::dest","version":"2016-11-30","fileFormat":"CSV",
                 "fileSchema":"Bucket, Key, Size","files":[{"key":"data/1.csv.gz","size":5,"MD5checksum":"x"}]}
                """#.utf8))
        #expect(manifest.dataFiles == [S3Location(bucket: "dest", key: "data/1.csv.gz")])
        var reader = try DatasetReader(Self.packedRows, configuration: manifest.configuration())
        #expect(
            try reader.all().map(\.value) == [
                ["Bucket": "b", "Key": "k 1", "Size": "5"], ["Bucket": "b", "Key": "k2", "Size": "7"],
            ])
    }

    @Test(
        "S3 inventory that is refused",
        arguments: [
            "", "[]", "{}", #"{"fileFormat":"ORC","fileSchema":"a","destinationBucket":"b","files":[]}"#,
            #"{"fileFormat":"CSV","fileSchema":"a","destinationBucket":"b"}"#,
            #"{"fileFormat":"CSV","fileSchema":"a","destinationBucket":"b","files":[{}]}"#,
        ])
    func badInventory(_ text: String) {
        #expect(throws: DatasetError.self) { try S3InventoryManifest(Array(text.utf8)) }
    }

    @Test("Athena")
    func athena() throws {
        let manifest = try AthenaManifest(Array("s3://b/p/1.parquet\ns3://b/2\n".utf8))
        #expect(manifest.dataFiles.map(\.description) == ["s3://b/p/1.parquet", "s3://b/2"])
        for text in ["x", "s3://", "s3://b", "s3://b/", "https://b/k"] {
            #expect(throws: DatasetError.self) { try AthenaManifest(Array(text.utf8)) }
        }
    }

    @Test("listed objects")
    func listing() {
        let object = ListedObject(key: "k", entityTag: "\"e\"", lastModifiedSeconds: 5, sizeBytes: 12)
        #expect(
            object.item.value.text
                == #"{"Etag":"\"e\"","LastModified":5,"Key":"k","Size":12,"StorageClass":"STANDARD"}"#)
    }

    @Test("gzip: members follow one another, damage and size are noticed")
    func gzip() throws {
        let rows = try Gzip.unpack(Self.packedRows)
        #expect(String(decoding: rows, as: UTF8.self) == "\"b\",\"k 1\",\"5\"\n\"b\",\"k2\",\"7\"\n")
        #expect(try Gzip.unpack(Self.packedRows + Self.packedRows) == rows + rows)
        #expect(throws: DatasetError.damagedGzip) { try Gzip.unpack(Array(Self.packedRows.dropLast(3))) }
        #expect(throws: DatasetError.damagedGzip) { try Gzip.unpack([0x1F, 0x8B, 0x08, 0xFF, 1, 2]) }
        #expect(throws: DatasetError.damagedGzip) { try Gzip.unpack([]) }
        #expect(throws: DatasetError.tooLarge(maximumBytes: 10)) { try Gzip.unpack(Self.packedRows, maximumBytes: 10) }
    }
}
