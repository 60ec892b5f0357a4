$version: "2.0"

namespace com.amazonaws.s3

use aws.api#service
use aws.auth#sigv4
use aws.auth#unsignedPayload
use aws.protocols#httpChecksum
use aws.protocols#restXml
use smithy.rules#contextParam
use smithy.rules#endpointRuleSet

/// The part of Amazon S3 that copies files.
@service(sdkId: "S3", endpointPrefix: "s3")
@sigv4(name: "s3")
@restXml(noErrorWrapping: true)
@xmlNamespace(uri: "http://s3.amazonaws.com/doc/2006-03-01/")
@endpointRuleSet({
    version: "1.0"
    parameters: {
        Bucket: { type: "String", documentation: "The bucket of the request." }
        Region: { type: "String", builtIn: "AWS::Region", required: true, documentation: "The region of the bucket." }
        Endpoint: { type: "String", builtIn: "SDK::Endpoint", documentation: "The URL of another implementation." }
    }
    rules: [
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "Endpoint" }] }
                { fn: "isSet", argv: [{ ref: "Bucket" }] }
            ]
            endpoint: {
                url: "{Endpoint}/{Bucket}"
                properties: { authSchemes: [{ name: "sigv4", signingName: "s3", signingRegion: "{Region}", disableDoubleEncoding: true }] }
                headers: {}
            }
        }
        {
            type: "endpoint"
            conditions: [{ fn: "isSet", argv: [{ ref: "Bucket" }] }]
            endpoint: {
                url: "https://{Bucket}.s3.{Region}.amazonaws.com"
                properties: { authSchemes: [{ name: "sigv4", signingName: "s3", signingRegion: "{Region}", disableDoubleEncoding: true }] }
                headers: {}
            }
        }
        { type: "error", conditions: [], error: "the bucket is missing" }
    ]
})
service AmazonS3 {
    version: "2006-03-01"
    operations: [
        ListObjectsV2
        GetObject
        PutObject
        CreateMultipartUpload
        ListMultipartUploads
        ListParts
        UploadPart
        CompleteMultipartUpload
        AbortMultipartUpload
    ]
}

/// Lists the objects whose keys have a prefix, in pages.
@readonly
@http(method: "GET", uri: "/{Bucket}?list-type=2")
@paginated(inputToken: "ContinuationToken", outputToken: "NextContinuationToken", items: "Contents", pageSize: "MaxKeys")
operation ListObjectsV2 {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @httpQuery("prefix")
        Prefix: String

        @httpQuery("continuation-token")
        ContinuationToken: String

        @httpQuery("max-keys")
        MaxKeys: Integer
    }
    output := @xmlName("ListBucketResult") {
        @xmlFlattened
        Contents: ObjectList

        NextContinuationToken: String
    }
}

list ObjectList {
    member: Object
}

/// An object of a bucket.
structure Object {
    Key: String
    Size: Long
    ETag: String
    LastModified: Timestamp
}

/// Returns the content of an object, or of a range of its bytes.
@readonly
@http(method: "GET", uri: "/{Bucket}/{Key+}")
operation GetObject {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @httpHeader("Range")
        Range: String

        @httpHeader("If-Match")
        IfMatch: String
    }
    output := {
        @httpPayload
        Body: Content = ""
    }
}

/// Creates or replaces an object.
@idempotent
@httpChecksum(requestAlgorithmMember: "ChecksumAlgorithm", requestChecksumRequired: false)
@http(method: "PUT", uri: "/{Bucket}/{Key+}")
operation PutObject {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @httpHeader("x-amz-sdk-checksum-algorithm")
        ChecksumAlgorithm: ChecksumAlgorithm

        @httpPayload
        Body: Content = ""
    }
    output := {}
}

/// Begins an upload in parts.
@http(method: "POST", uri: "/{Bucket}/{Key+}?uploads")
operation CreateMultipartUpload {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String
    }
    output := @xmlName("InitiateMultipartUploadResult") {
        UploadId: String
    }
}

/// Lists the uploads that are neither completed nor aborted.
@readonly
@http(method: "GET", uri: "/{Bucket}?uploads")
operation ListMultipartUploads {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @httpQuery("prefix")
        Prefix: String
    }
    output := @xmlName("ListMultipartUploadsResult") {
        @xmlFlattened
        @xmlName("Upload")
        Uploads: UploadList
    }
}

list UploadList {
    member: MultipartUpload
}

/// An upload that is neither completed nor aborted.
structure MultipartUpload {
    UploadId: String
    Key: String
    Initiated: Timestamp
}

/// Lists the parts of an upload, in pages.
@readonly
@http(method: "GET", uri: "/{Bucket}/{Key+}")
operation ListParts {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @required
        @httpQuery("uploadId")
        UploadId: String

        @httpQuery("part-number-marker")
        PartNumberMarker: String
    }
    output := @xmlName("ListPartsResult") {
        @xmlFlattened
        @xmlName("Part")
        Parts: PartList

        NextPartNumberMarker: String

        IsTruncated: Boolean
    }
}

list PartList {
    member: Part
}

/// A part that is uploaded.
structure Part {
    PartNumber: Integer
    Size: Long
    ETag: String
}

/// Uploads a part. All but the last one have 5 MiB at least.
@idempotent
@httpChecksum(requestAlgorithmMember: "ChecksumAlgorithm", requestChecksumRequired: false)
@http(method: "PUT", uri: "/{Bucket}/{Key+}")
operation UploadPart {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @required
        @httpQuery("uploadId")
        UploadId: String

        @required
        @httpQuery("partNumber")
        PartNumber: Integer

        @httpHeader("x-amz-sdk-checksum-algorithm")
        ChecksumAlgorithm: ChecksumAlgorithm

        @httpPayload
        Body: Content = ""
    }
    output := {
        @httpHeader("ETag")
        ETag: String
    }
}

/// Makes an object of the parts.
@http(method: "POST", uri: "/{Bucket}/{Key+}")
operation CompleteMultipartUpload {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @required
        @httpQuery("uploadId")
        UploadId: String

        @httpPayload
        @xmlName("CompleteMultipartUpload")
        MultipartUpload: CompletedMultipartUpload
    }
    output := @xmlName("CompleteMultipartUploadResult") {
        ETag: String
    }
}

/// The parts of an object.
structure CompletedMultipartUpload {
    @xmlFlattened
    @xmlName("Part")
    Parts: CompletedPartList
}

list CompletedPartList {
    member: CompletedPart
}

/// A part of an object.
structure CompletedPart {
    ETag: String
    PartNumber: Integer
}

/// Forgets an upload and its parts.
@idempotent
@http(method: "DELETE", uri: "/{Bucket}/{Key+}")
operation AbortMultipartUpload {
    input := {
        @required
        @httpLabel
        @contextParam(name: "Bucket")
        Bucket: String

        @required
        @httpLabel
        Key: String

        @required
        @httpQuery("uploadId")
        UploadId: String
    }
    output := {}
}

/// The algorithm of a checksum.
enum ChecksumAlgorithm {
    CRC32
    CRC32C
    CRC64NVME
    SHA1
    SHA256
}

/// The content of an object.
@streaming
blob Content
