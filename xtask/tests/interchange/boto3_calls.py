"""Makes the same calls as the test beside this file, with boto3, and prints the result of each as a line of JSON."""

import datetime
import json
import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from botocore_model import write_description

def plain(value):
    """Converts values to JSON: timestamps to microseconds, and members without a value are absent."""
    if isinstance(value, datetime.datetime):
        return round(value.timestamp() * 1_000_000)
    if isinstance(value, dict):
        found = {name: plain(member) for name, member in value.items() if name != "ResponseMetadata"}
        return {name: member for name, member in found.items() if member not in (None, {}, [])}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def print_result(call):
    try:
        line = {"value": plain(call())}
    except ClientError as error:
        response = error.response
        line = {
            "error": {
                "code": response["Error"]["Code"],
                "message": response["Error"]["Message"],
                "status": response["ResponseMetadata"]["HTTPStatusCode"],
            }
        }
    print(json.dumps(line), flush=True)
    return line.get("value")


def main():
    arguments = json.loads(sys.argv[1])
    folder = arguments["folder"]
    name = write_description(folder, arguments["nimble_model"], "ListStreamingSessions")
    os.environ["AWS_DATA_PATH"] = folder
    settings = {
        "endpoint_url": arguments["endpoint"],
        "region_name": arguments["region"],
        "aws_access_key_id": arguments["access_key_id"],
        "aws_secret_access_key": arguments["secret_access_key"],
        "config": Config(inject_host_prefix=False, retries={"total_max_attempts": 1}),
    }
    deadline = boto3.client("deadline", **settings)
    nimble = boto3.client(name, **settings)
    job = {"farmId": arguments["farm"], "queueId": arguments["queue"], "jobId": arguments["job"]}

    unknown = "session-" + 32 * "0"
    # The service throttles the first call for a session.
    print_result(lambda: deadline.get_session(**job, sessionId=unknown))
    first = print_result(lambda: deadline.list_sessions(**job, maxResults=7))
    print_result(lambda: deadline.list_sessions(**job, maxResults=7, nextToken=first["nextToken"]))
    for session in first["sessions"][:3]:
        print_result(lambda: deadline.get_session(**job, sessionId=session["sessionId"]))
    print_result(lambda: deadline.get_session(**job, sessionId=unknown))
    print_result(lambda: deadline.get_session(**job, sessionId="a/b %2F?#+ü..~"))
    print_result(lambda: deadline.list_sessions(**job, nextToken="no token & nothing=like+it ü/"))
    start, end = (datetime.datetime.fromtimestamp(arguments[key], datetime.timezone.utc) for key in ("start", "end"))
    started = print_result(
        lambda: deadline.start_sessions_statistics_aggregation(
            farmId=arguments["farm"],
            resourceIds={"queueIds": [arguments["queue"]]},
            startTime=start,
            endTime=end,
            timezone="UTC+08:00",
            period="WEEKLY",
            groupBy=["USER_ID", "USAGE_TYPE"],
            statistics=["SUM", "MIN", "MAX", "AVG"],
        )
    )
    statistics = {"farmId": arguments["farm"], "aggregationId": started["aggregationId"]}
    print_result(lambda: deadline.get_sessions_statistics_aggregation(**statistics, maxResults=5))
    print_result(
        lambda: deadline.start_sessions_statistics_aggregation(
            farmId=arguments["farm"],
            resourceIds={"fleetIds": [arguments["fleet"]]},
            startTime=start,
            endTime=end,
            groupBy=["FLEET_ID"],
            statistics=["SUM"],
        )
    )
    studio = {"studioId": arguments["studio"]}
    streaming = print_result(lambda: nimble.list_streaming_sessions(**studio, ownedBy=arguments["owner"]))
    print_result(lambda: nimble.list_streaming_sessions(**studio, sessionIds=streaming["sessions"][0]["sessionId"]))
    print_result(lambda: nimble.list_streaming_sessions(studioId="no studio/at all"))

    pages = deadline.get_paginator("list_sessions")
    limited = print_result(
        lambda: pages.paginate(**job, PaginationConfig={"MaxItems": 23, "PageSize": 10}).build_full_result()
    )
    for token in (limited["NextToken"], arguments["token"]):
        print_result(
            lambda: pages.paginate(
                **job, PaginationConfig={"MaxItems": 12, "PageSize": 10, "StartingToken": token}
            ).build_full_result()
        )


main()
