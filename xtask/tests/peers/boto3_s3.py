"""The calls of program/s3.rs with boto3."""

BUCKET = "peer-bucket"

KEYS = [
    "plain",
    "with space",
    "plus+plus",
    "percent%20percent",
    "unicode-é-日本-😀",
    "/leading",
    "double//slash",
    "trailing/",
    "question?x=1&y#z",
    "quotes'(\"!*)~",
]


def s3(store, error):
    store.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
    )
    location = store.get_bucket_location(Bucket=BUCKET)
    print("location", location["LocationConstraint"])
    store.put_bucket_tagging(
        Bucket=BUCKET, Tagging={"TagSet": [{"Key": "a", "Value": "<b>"}]}
    )
    objects(store)
    streams(store)
    parts(store)
    error(store.get_object, store.exceptions.NoSuchKey, Bucket=BUCKET, Key="missing")
    error(store.head_object, Bucket=BUCKET, Key="missing")
    keys = KEYS + ["stream", "parts", "copy"]
    deleted = store.delete_objects(
        Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in keys]}
    )
    print("deleted", len(deleted["Deleted"]))
    store.delete_bucket(Bucket=BUCKET)
    try:
        store.head_object(Bucket=BUCKET, Key="plain")
        print("gone false")
    except store.exceptions.ClientError as gone:
        missing = gone.response["ResponseMetadata"]["HTTPStatusCode"] == 404
        print("gone", str(missing).lower())


def objects(store):
    for key in KEYS:
        put = store.put_object(
            Bucket=BUCKET,
            Key=key,
            Metadata={"name": str(len(key.encode()))},
            Body=f"content of {key}".encode(),
        )
        print("put", key, put["ETag"], put.get("ChecksumCRC32", ""))
        got = store.get_object(Bucket=BUCKET, Key=key)
        print("get", got["Metadata"]["name"], got["Body"].read().decode())
    pages = store.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, PaginationConfig={"PageSize": 3}
    )
    for page in pages:
        for item in page["Contents"]:
            print("listed", item["Key"], item["Size"])


def streams(store):
    content = bytes(index % 256 for index in range(150_000))
    for name in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
        # boto3 has some of the algorithms only with another library. The values do not depend on it.
        put = store.put_object(Bucket=BUCKET, Key="stream", Body=content)
        print("stream", name, put["ETag"])
        got = store.get_object(Bucket=BUCKET, Key="stream")
        encoding = got.get("ContentEncoding", "-")
        print("encoding", encoding, "length", got["ContentLength"])
        print("same", str(got["Body"].read() == content).lower())


def parts(store):
    upload = store.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    done = []
    for number, length in [(1, 5 * 1024 * 1024), (2, 10)]:
        part = store.upload_part(
            Bucket=BUCKET,
            Key="parts",
            UploadId=upload,
            PartNumber=number,
            Body=b"x" * length,
        )
        done.append({"ETag": part["ETag"], "PartNumber": number})
    complete = store.complete_multipart_upload(
        Bucket=BUCKET, Key="parts", UploadId=upload, MultipartUpload={"Parts": done}
    )
    print("parts", complete["ETag"])
    got = store.get_object(Bucket=BUCKET, Key="parts")
    print("parts", len(got["Body"].read()))
    copy = store.copy_object(Bucket=BUCKET, Key="copy", CopySource=f"{BUCKET}/plain")
    print("copy", copy["CopyObjectResult"]["ETag"])
