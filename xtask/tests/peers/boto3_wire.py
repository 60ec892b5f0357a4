"""Makes the calls of wire/calls.json with boto3, each of which a line of the input requests, and prints their values.

The arguments are the endpoint, the file with the calls, and the time of the signatures in seconds since 1970. Each call is one line of
JSON, the output or the error of the call.
"""

import base64
import datetime
import json
import sys

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, file, seconds = sys.argv[1:]
now = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).replace(tzinfo=None)
botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now

store = boto3.client(
    "s3",
    region_name="us-west-2",
    endpoint_url=endpoint,
    aws_access_key_id="AKID",
    aws_secret_access_key="SECRET",
    config=Config(retries={"total_max_attempts": 1}),
)
METHODS = {operation: method for method, operation in store.meta.method_to_api_mapping.items()}
outputs = {}


def resolved(value):
    """Replaces each `$name.Member` by the member of an earlier output, or by `none` if it is an error."""
    if isinstance(value, dict):
        return {name: resolved(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolved(inner) for inner in value]
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        value = outputs[name]
        for member in path:
            value = value.get(member, "none")
    return value


def plain(value):
    if isinstance(value, datetime.datetime):
        return {"seconds": int(value.timestamp())}
    if hasattr(value, "read"):
        return base64.b64encode(value.read()).decode()
    raise TypeError(value)


def made(call):
    arguments = resolved({**call["input"], **call.get("boto3", {})})
    body = call.get("body")
    if isinstance(body, dict):
        arguments["Body"] = b"x" * body["size"]
    elif body is not None:
        arguments["Body"] = body.encode()
    try:
        output = getattr(store, METHODS[call["operation"]])(**arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": error.response["Error"]["Code"], "status": status}
    del output["ResponseMetadata"]
    return output


with open(file, encoding="utf-8") as calls:
    for call in json.load(calls):
        output = made(call)
        if "name" in call:
            outputs[call["name"]] = output
        print(json.dumps(output, default=plain))
