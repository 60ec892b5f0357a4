"""Signs the requests of the test beside this file with botocore, and prints each signed request as a line of JSON."""

import json
import sys

import boto3
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def print_signed(url, headers=()):
    print(json.dumps({"url": url, "headers": dict(headers)}), flush=True)


def main():
    arguments = json.loads(sys.argv[1])
    keys = arguments["keys"]
    region = arguments["region"]
    credentials = Credentials(*keys)
    for case in arguments["requests"]:
        request = AWSRequest(method=case["method"], url=case["url"], headers=case["headers"], data=case["body"].encode())
        if case["expires"]:
            SigV4QueryAuth(credentials, case["service"], region, expires=case["expires"]).add_auth(request)
        else:
            SigV4Auth(credentials, case["service"], region).add_auth(request)
        print_signed(request.url, {name.lower(): value for name, value in request.headers.items()})
    session = boto3.Session(*keys, region_name=region)
    print_signed("https://" + session.client("rds").generate_db_auth_token(*arguments["rds"]))
    dsql = session.client("dsql")
    host = arguments["dsql"]
    print_signed("https://" + dsql.generate_db_connect_auth_token(host))
    print_signed("https://" + dsql.generate_db_connect_admin_auth_token(host))


main()
