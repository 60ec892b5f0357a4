"""Prints the requests that boto3 signs for a directory bucket at a fixed time with fixed credentials: a line of JSON for each.

The lines are the file crates/tinsmith/tests/calls/sessions_by_boto3.txt, with which a test of the runtime compares its requests.
"""

import datetime
import io
import json
import sys
from unittest import mock

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

NOW = datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
BUCKET = "shelf--usw2-az1--x-s3"
SESSION = """<CreateSessionResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Credentials>
<AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>session secret</SecretAccessKey>
<SessionToken>se/ss+ion=</SessionToken><Expiration>2099-11-14T22:18:20Z</Expiration>
</Credentials></CreateSessionResult>"""


class Raw(io.BytesIO):
    def stream(self, **_):
        yield self.read()


def respond(request, **_):
    unsigned = ("user-agent", "amz-sdk-", "x-amz-user-agent", "content-length")
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode()
        for name, value in request.headers.items()
        if not name.lower().startswith(unsigned)
    }
    print(json.dumps({"method": request.method, "url": request.url, "headers": headers}))
    body = SESSION if request.url.endswith("?session") else ""
    return AWSResponse(request.url, 200, {}, Raw(body.encode()))


def main():
    client = boto3.client(
        "s3",
        region_name="us-west-2",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
        aws_session_token="to/k+en=",
        config=Config(retries={"max_attempts": 0}),
    )
    client.meta.events.register("before-send.s3", respond)
    client.get_object(Bucket=BUCKET, Key="a b+é/../x")
    client.delete_object(Bucket=BUCKET, Key="key", IfMatch='"etag"')
    for operation in ("get_object", "put_object"):
        url = client.generate_presigned_url(operation, Params={"Bucket": BUCKET, "Key": "key"}, ExpiresIn=300)
        print(json.dumps({"method": operation[:3].upper(), "url": url, "headers": {}}))


with (
    mock.patch("botocore.auth.get_current_datetime", lambda *_: NOW),
    mock.patch("botocore.signers.get_current_datetime", lambda *_: NOW),
):
    main()
