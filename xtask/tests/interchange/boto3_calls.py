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


def tell(call):
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
    of = json.loads(sys.argv[1])
    folder = of["folder"]
    name = write_description(folder, of["nimble_model"], "ListStreamingSessions")
    os.environ["AWS_DATA_PATH"] = folder
    settings = {
        "endpoint_url": of["endpoint"],
        "region_name": of["region"],
        "aws_access_key_id": of["access_key_id"],
        "aws_secret_access_key": of["secret_access_key"],
        "config": Config(inject_host_prefix=False, retries={"total_max_attempts": 1}),
    }
    deadline = boto3.client("deadline", **settings)
    nimble = boto3.client(name, **settings)
    job = {"farmId": of["farm"], "queueId": of["queue"], "jobId": of["job"]}

    unknown = "session-" + 32 * "0"
    # The service throttles the first call for a session.
    tell(lambda: deadline.get_session(**job, sessionId=unknown))
    first = tell(lambda: deadline.list_sessions(**job, maxResults=7))
    tell(lambda: deadline.list_sessions(**job, maxResults=7, nextToken=first["nextToken"]))
    for session in first["sessions"][:3]:
        tell(lambda: deadline.get_session(**job, sessionId=session["sessionId"]))
    tell(lambda: deadline.get_session(**job, sessionId=unknown))
    tell(lambda: deadline.get_session(**job, sessionId="a/b %2F?#+ü..~"))
    tell(lambda: deadline.list_sessions(**job, nextToken="no token & nothing=like+it ü/"))
    start, end = (datetime.datetime.fromtimestamp(of[key], datetime.timezone.utc) for key in ("start", "end"))
    started = tell(
        lambda: deadline.start_sessions_statistics_aggregation(
            farmId=of["farm"],
            resourceIds={"queueIds": [of["queue"]]},
            startTime=start,
            endTime=end,
            timezone="UTC+08:00",
            period="WEEKLY",
            groupBy=["USER_ID", "USAGE_TYPE"],
            statistics=["SUM", "MIN", "MAX", "AVG"],
        )
    )
    statistics = {"farmId": of["farm"], "aggregationId": started["aggregationId"]}
    tell(lambda: deadline.get_sessions_statistics_aggregation(**statistics, maxResults=5))
    tell(
        lambda: deadline.start_sessions_statistics_aggregation(
            farmId=of["farm"],
            resourceIds={"fleetIds": [of["fleet"]]},
            startTime=start,
            endTime=end,
            groupBy=["FLEET_ID"],
            statistics=["SUM"],
        )
    )
    studio = {"studioId": of["studio"]}
    streaming = tell(lambda: nimble.list_streaming_sessions(**studio, ownedBy=of["owner"]))
    tell(lambda: nimble.list_streaming_sessions(**studio, sessionIds=streaming["sessions"][0]["sessionId"]))
    tell(lambda: nimble.list_streaming_sessions(studioId="no studio/at all"))

    pages = deadline.get_paginator("list_sessions")
    limited = tell(
        lambda: pages.paginate(**job, PaginationConfig={"MaxItems": 23, "PageSize": 10}).build_full_result()
    )
    for token in (limited["NextToken"], of["token"]):
        tell(
            lambda: pages.paginate(
                **job, PaginationConfig={"MaxItems": 12, "PageSize": 10, "StartingToken": token}
            ).build_full_result()
        )


main()
