"""Makes the calls of program/stores.rs with boto3, and prints a line for each value. The argument is the endpoint."""

import sys
import urllib.request

import boto3
from botocore.config import Config

import boto3_s3

store = boto3.client(
    "s3",
    region_name="us-west-2",
    endpoint_url=sys.argv[1],
    aws_access_key_id="AKID",
    aws_secret_access_key="SECRET",
    config=Config(signature_version="s3v4", retries={"total_max_attempts": 1}),
)
BUCKET = boto3_s3.BUCKET
store.create_bucket(
    Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
)
boto3_s3.streams(store)
store.put_object(Bucket=BUCKET, Key="plain", Body=b"content of plain")
boto3_s3.parts(store)
for key in ["plain", "a b+é 日本-😀", "double//slash", "question?x=1&y#z", "quotes'(\"!*)~"]:
    arguments = {"Bucket": BUCKET, "Key": key}
    url = store.generate_presigned_url("put_object", Params=arguments)
    put = urllib.request.Request(url, data=key.encode(), method="PUT")
    # urllib would add a type, which is not signed.
    put.add_header("Content-Type", "text/plain")
    with urllib.request.urlopen(put) as response:
        print("presigned", response.status)
    with urllib.request.urlopen(store.generate_presigned_url("get_object", Params=arguments)) as got:
        print("presigned", got.status, got.read().decode())
