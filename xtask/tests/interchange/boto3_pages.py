"""Reads a part of a listing with boto3's paginator, and prints it as JSON. The environment contains the endpoint of the service."""

import json
import sys

import boto3
from botocore.config import Config


def main():
    arguments = json.loads(sys.argv[1])
    client = boto3.client(arguments["service"], config=Config(inject_host_prefix=False))
    pages = client.get_paginator(arguments["operation"])
    result = pages.paginate(**arguments["arguments"], PaginationConfig=arguments["pagination"]).build_full_result()
    print(json.dumps(result, default=lambda time: time.isoformat()))


main()
