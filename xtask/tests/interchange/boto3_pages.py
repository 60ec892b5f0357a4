"""Reads parts of listings with boto3's paginators and with the AWS CLI: `boto3_pages.py FOLDER MODEL OPERATION`.

The first line of the output names the service of the model, which is written to the folder, and is true if there is an AWS CLI. After that, each
line of the input is a part, and the next line of the output has its items. The environment contains the endpoint of the services.
"""

import contextlib
import io
import json
import sys

import boto3
from botocore.config import Config

from botocore_model import write_description

try:
    from awscli.clidriver import create_clidriver
except ImportError:
    create_clidriver = None


def read_by_boto3(part):
    client = boto3.client(part["service"], config=Config(inject_host_prefix=False))
    pages = client.get_paginator(part["operation"])
    result = pages.paginate(**part["arguments"], PaginationConfig=part["pagination"]).build_full_result()
    return json.loads(json.dumps(result, default=lambda time: time.isoformat()))


def read_by_aws_cli(arguments):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = create_clidriver().main(arguments)
    if code != 0:
        sys.exit(f"aws {arguments}: exit code {code}")
    return json.loads(printed.getvalue())


def main():
    name = write_description(*sys.argv[1:])
    print(json.dumps({"service": name, "has_aws_cli": create_clidriver is not None}), flush=True)
    for line in sys.stdin:
        part = json.loads(line)
        read = read_by_aws_cli if isinstance(part, list) else read_by_boto3
        print(json.dumps(read(part)), flush=True)


main()
