"""Makes the same calls as the test beside this file, with boto3, and prints what each gave as a line of JSON."""

import datetime
import json
import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

SIMPLE = {"string": "string", "integer": "integer", "timestamp": "timestamp", "enum": "string", "boolean": "boolean"}


def service_description(model, operation_name):
    """One operation of a Smithy model in the form that botocore reads, for a service that botocore has dropped."""
    shapes = json.load(open(model))["shapes"]
    [service] = [shape for shape in shapes.values() if shape["type"] == "service"]
    [operation] = [shape for id, shape in shapes.items() if id.endswith("#" + operation_name)]
    described = {}

    def visit(id):
        name = id.split("#")[1]
        if name in described:
            return name
        shape = shapes.get(id) or {"type": name.lower()}
        traits = shape.get("traits", {})
        description = described[name] = {"type": SIMPLE.get(shape["type"], shape["type"])}
        if shape["type"] == "structure":
            description["members"] = {}
            for member, target in shape.get("members", {}).items():
                of = target.get("traits", {})
                reference = {"shape": visit(target["target"])}
                if "smithy.api#httpLabel" in of:
                    reference.update(location="uri", locationName=member)
                if "smithy.api#httpQuery" in of:
                    reference.update(location="querystring", locationName=of["smithy.api#httpQuery"])
                description["members"][member] = reference
            if "smithy.api#error" in traits:
                description.update(exception=True, error={"httpStatusCode": traits["smithy.api#httpError"]})
        elif shape["type"] == "list":
            description["member"] = {"shape": visit(shape["member"]["target"])}
        elif shape["type"] == "map":
            description["key"] = {"shape": visit(shape["key"]["target"])}
            description["value"] = {"shape": visit(shape["value"]["target"])}
        elif shape["type"] == "timestamp":
            description["timestampFormat"] = "iso8601"
        return name

    http = operation["traits"]["smithy.api#http"]
    paginated = operation["traits"]["smithy.api#paginated"]
    name = service["traits"]["aws.api#service"]["sdkId"]
    described_operation = {
        "name": operation_name,
        "http": {"method": http["method"], "requestUri": http["uri"]},
        "input": {"shape": visit(operation["input"]["target"])},
        "output": {"shape": visit(operation["output"]["target"])},
        "errors": [{"shape": visit(error["target"])} for error in operation["errors"]],
    }
    return name, service["version"], {
        "version": "2.0",
        "metadata": {
            "apiVersion": service["version"],
            "endpointPrefix": name,
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceFullName": name,
            "serviceId": name,
            "signatureVersion": "v4",
            "signingName": service["traits"]["aws.auth#sigv4"]["name"],
            "uid": name,
        },
        "operations": {operation_name: described_operation},
        "shapes": described,
    }, {
        "pagination": {
            operation_name: {
                "input_token": paginated["inputToken"],
                "output_token": paginated["outputToken"],
                "result_key": paginated["items"],
            }
        }
    }


def plain(value):
    """Values as JSON has them: times as microseconds, nothing where there is nothing."""
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
        answer = error.response
        line = {
            "error": {
                "code": answer["Error"]["Code"],
                "message": answer["Error"]["Message"],
                "status": answer["ResponseMetadata"]["HTTPStatusCode"],
            }
        }
    print(json.dumps(line), flush=True)
    return line.get("value")


def main():
    of = json.loads(sys.argv[1])
    folder = of["folder"]
    name, version, service, paginators = service_description(of["nimble_model"], "ListStreamingSessions")
    os.makedirs(f"{folder}/{name}/{version}")
    json.dump(service, open(f"{folder}/{name}/{version}/service-2.json", "w"))
    json.dump(paginators, open(f"{folder}/{name}/{version}/paginators-1.json", "w"))
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
