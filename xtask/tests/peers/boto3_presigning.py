"""Prints what boto3 presigns at a fixed time with fixed credentials: a line for each URL, and JSON for each form.

The lines are the file crates/tinsmith/tests/calls/presigned_by_boto3.txt, with which a test of the runtime compares its signatures.
"""

import datetime
import json
import sys
from unittest import mock

import boto3
from botocore.config import Config

NOW = datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)


def client(region, token=None, endpoint=None, service="s3"):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
        aws_session_token=token,
        # Without these settings, boto3 has the global endpoint, and signatures of another version.
        config=Config(
            signature_version="s3v4" if service == "s3" else None,
            s3={
                "addressing_style": "auto" if endpoint else "virtual",
                "us_east_1_regional_endpoint": "regional",
            },
        ),
    )


def url(client, operation, expires=900, **parameters):
    print(
        client.generate_presigned_url(
            operation, Params={"Bucket": "bucket", **parameters}, ExpiresIn=expires
        )
    )


def caller(client):
    print(
        client.generate_presigned_url(
            "get_caller_identity", ExpiresIn=60, HttpMethod="GET"
        )
    )


def form(client, key, fields=None, conditions=None):
    post = client.generate_presigned_post(
        "bucket", key, Fields=fields, Conditions=conditions, ExpiresIn=900
    )
    print(json.dumps([post["url"], post["fields"]]))


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    east = client("us-east-1")
    url(east, "get_object", Key="key")
    url(east, "put_object", Key="key", expires=1)
    west = client("eu-west-1", token="to/k+en=")
    url(west, "get_object", Key="key", expires=604800)
    url(
        west,
        "get_object",
        Key="a b+é/../x//y",
        ResponseContentType="text/plain; charset=utf-8",
        VersionId="v1",
    )
    url(
        west,
        "put_object",
        Key="/lead%2F?x=1&y#z'(\"!*)~",
        ContentType="text/plain",
        Metadata={"name": "x  y"},
        ServerSideEncryption="AES256",
    )
    url(west, "get_object", Key="k", ChecksumMode="ENABLED", Range="bytes=0-1")
    url(west, "put_object", Key="k", ChecksumCRC32="AAAAAA==")
    url(west, "put_object", Key="k", ContentLength=123)
    url(west, "upload_part", Key="k", PartNumber=2, UploadId="u")
    url(west, "head_object", Key="k")
    url(west, "delete_object", Key="k")
    local = client("us-east-1", endpoint="http://127.0.0.1:9000")
    url(local, "get_object", Key="../..")
    url(client("eu-west-1", endpoint="https://s3.example:8443/x"), "get_object", Key=".")
    caller(client("us-west-2", token="to/k+en=", service="sts"))
    form(west, "key")
    form(east, "uploads/${filename}")
    form(
        west,
        'k "é😀\\',
        fields={"acl": "private", "Content-Type": "text/é"},
        conditions=[
            {"acl": "private"},
            {"Content-Type": "text/é"},
            ["starts-with", "$x-amz-meta-name", ""],
            ["content-length-range", 1, 1000],
        ],
    )


with (
    mock.patch("botocore.auth.get_current_datetime", lambda *_: NOW),
    mock.patch("botocore.signers.get_current_datetime", lambda *_: NOW),
):
    main()
