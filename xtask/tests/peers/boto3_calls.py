"""Serves the services on loopback, makes the calls of program/ with boto3, and then waits until its input ends.

Prints the endpoint, then a line for each value, then an empty line. The services are empty again when it is printed.
"""

import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

import boto3_s3

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
print(endpoint)


def client(service):
    # moto does not decompress requests.
    return boto3.client(
        service,
        region_name="us-west-2",
        endpoint_url=endpoint,
        aws_access_key_id="AKID",
        aws_secret_access_key="SECRET",
        config=Config(disable_request_compression=True),
    )


def error(call, modeled=None, **arguments):
    try:
        call(**arguments)
    except ClientError as found:
        text = f"error {found.response['Error']['Code']}"
        if modeled is not None:
            text += f" modeled {str(isinstance(found, modeled)).lower()}"
        print(text)


def sqs():
    queues = client("sqs")
    for name in ["peer-a", "peer-b", "peer-c"]:
        queues.create_queue(QueueName=name)
    pages = queues.get_paginator("list_queues").paginate(
        QueueNamePrefix="peer-", PaginationConfig={"PageSize": 2}
    )
    for url in pages.search("QueueUrls"):
        print("queue", url.rsplit("/", 1)[1])
    url = queues.get_queue_url(QueueName="peer-a")["QueueUrl"]
    sent = queues.send_message(QueueUrl=url, MessageBody='<é> & "text"')
    print("md5", sent["MD5OfMessageBody"])
    for message in queues.receive_message(QueueUrl=url)["Messages"]:
        print("message", message["Body"])
    queues.delete_queue(QueueUrl=url)
    error(queues.get_queue_url, queues.exceptions.QueueDoesNotExist, QueueName="peer-a")


def dynamodb():
    tables = client("dynamodb")
    table = tables.create_table(
        TableName="peers",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    print("table", table["TableDescription"]["TableName"])
    for number in range(5):
        item = {
            "id": {"S": f"item-{number}"},
            "n": {"N": "12345678901234567890.5"},
            "b": {"B": bytes([0, 255, number])},
            "l": {"L": [{"BOOL": True}, {"NULL": True}]},
        }
        tables.put_item(TableName="peers", Item=item)
    pages = tables.get_paginator("scan").paginate(
        TableName="peers", PaginationConfig={"PageSize": 2}
    )
    print("items", *sorted(item["id"]["S"] for item in pages.search("Items")))
    item = tables.get_item(TableName="peers", Key={"id": {"S": "item-3"}})["Item"]
    for name in sorted(item):
        ((kind, value),) = item[name].items()
        shown = {"B": lambda: list(value), "L": lambda: len(value)}.get(kind, lambda: value)
        print("attribute", name, shown())
    tables.delete_table(TableName="peers")
    error(tables.delete_table, tables.exceptions.ResourceNotFoundException, TableName="peers")


def kms():
    keys = client("kms")
    metadata = keys.create_key(Description="a key")["KeyMetadata"]
    print("key", metadata["Description"])
    encrypted = keys.encrypt(KeyId=metadata["KeyId"], Plaintext=b"secret")
    decrypted = keys.decrypt(CiphertextBlob=encrypted["CiphertextBlob"])
    print("plaintext", decrypted["Plaintext"].decode())
    for _ in range(2):
        keys.create_key()
    pages = keys.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2})
    print("keys", len(list(pages.search("Keys"))))
    keys.schedule_key_deletion(KeyId=metadata["KeyId"])
    print("state", keys.describe_key(KeyId=metadata["KeyId"])["KeyMetadata"]["KeyState"])
    missing = "00000000-0000-0000-0000-000000000000"
    error(keys.describe_key, keys.exceptions.NotFoundException, KeyId=missing)


def logs():
    groups = client("logs")
    for name in ["peer-a", "peer-b", "peer-c"]:
        groups.create_log_group(logGroupName=name)
    pages = groups.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 2})
    for group in pages.search("logGroups"):
        print("group", group["logGroupName"])
    exceptions = groups.exceptions
    error(groups.create_log_group, exceptions.ResourceAlreadyExistsException, logGroupName="peer-a")
    stream = {"logGroupName": "peer-a", "logStreamName": "s"}
    groups.create_log_stream(**stream)
    now = int(time.time() * 1000)
    events = [{"timestamp": now + number, "message": f"<é> {number}"} for number in range(5)]
    groups.put_log_events(**stream, logEvents=events)
    # botocore has no paginator for the operation.
    position = {}
    while True:
        page = groups.get_log_events(**stream, startFromHead=True, limit=2, **position)
        for event in page["events"]:
            print("event", event["message"])
        if page["nextForwardToken"] == position.get("nextToken"):
            break
        position["nextToken"] = page["nextForwardToken"]
    groups.delete_log_group(logGroupName="peer-a")
    error(groups.delete_log_group, exceptions.ResourceNotFoundException, logGroupName="peer-a")


def kinesis():
    streams = client("kinesis")
    streams.create_stream(StreamName="peers", ShardCount=1)
    record = streams.put_record(StreamName="peers", PartitionKey="k", Data=b"data")
    print("shard", record["ShardId"])
    summary = streams.describe_stream_summary(StreamName="peers")
    print("stream", summary["StreamDescriptionSummary"]["StreamName"])
    for name in ["peers-2", "peers-3"]:
        streams.create_stream(StreamName=name, ShardCount=1)
    # moto returns no `NextToken`, so that there is one page only.
    pages = streams.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 2})
    print("streams", *pages.search("StreamNames"))
    streams.delete_stream(StreamName="peers")
    missing = streams.exceptions.ResourceNotFoundException
    error(streams.describe_stream_summary, missing, StreamName="peers")


def secrets():
    manager = client("secretsmanager")
    for name in ["peer-a", "peer-b", "peer-c"]:
        value = {"SecretBinary": b"\0\xff"} if name == "peer-c" else {"SecretString": '<é> & "text"'}
        print("secret", manager.create_secret(Name=name, **value)["Name"])
    pages = manager.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2})
    for secret in pages.search("SecretList"):
        print("listed", secret["Name"])
    text = manager.get_secret_value(SecretId="peer-a")
    print("text", text["SecretString"])
    print("created", str("CreatedDate" in text).lower())
    print("bytes", list(manager.get_secret_value(SecretId="peer-c")["SecretBinary"]))
    deleted = manager.delete_secret(SecretId="peer-a", ForceDeleteWithoutRecovery=True)
    print("deleted", deleted["Name"])
    missing = manager.exceptions.ResourceNotFoundException
    error(manager.get_secret_value, missing, SecretId="peer-a")


def sns():
    topics = client("sns")
    for number in range(102):
        arn = topics.create_topic(Name=f"peer-{number:03}")["TopicArn"]
    print("topic", arn)
    pages = list(topics.get_paginator("list_topics").paginate())
    found = sorted(topic["TopicArn"] for page in pages for topic in page["Topics"])
    print(f"pages {len(pages)}, topics {len(found)} {found[101]}")
    attributes = topics.get_topic_attributes(TopicArn=arn)["Attributes"]
    for name in ["DisplayName", "SubscriptionsConfirmed", "TopicArn"]:
        print("attribute", name, attributes.get(name, "-"))
    topics.delete_topic(TopicArn=arn)
    error(topics.get_topic_attributes, topics.exceptions.NotFoundException, TopicArn=arn)


def sts():
    tokens = client("sts")
    identity = tokens.get_caller_identity()
    print("account", identity["Account"])
    print("arn", identity["Arn"])
    role = {"RoleArn": "arn:aws:iam::123456789012:role/peer", "RoleSessionName": "peer"}
    assumed = tokens.assume_role(**role)
    print("assumed", assumed["AssumedRoleUser"]["Arn"])
    print("key", len(assumed["Credentials"]["AccessKeyId"]))
    role["RoleSessionName"] = "p" * 65
    error(tokens.assume_role, tokens.exceptions.MalformedPolicyDocumentException, **role)


def cloudwatch():
    metrics = client("cloudwatch")
    dimensions = [{"Name": "kind", "Value": '<é> & "text"'}]
    data = [
        {"MetricName": f"m-{number:03}", "Value": 0.5 * number, "Dimensions": dimensions}
        for number in range(501)
    ]
    metrics.put_metric_data(Namespace="peers", MetricData=data)
    pages = list(metrics.get_paginator("list_metrics").paginate(Namespace="peers"))
    found = [metric for page in pages for metric in page["Metrics"]]
    print(f"pages {len(pages)}, metrics {len(found)}")
    print("dimension", found[0]["Dimensions"][0]["Value"])
    metrics.put_metric_alarm(
        AlarmName="peer",
        AlarmDescription="a & b",
        Namespace="peers",
        MetricName="m-000",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=2,
        Threshold=1.5,
        ComparisonOperator="GreaterThanThreshold",
    )
    state = {"AlarmName": "peer", "StateReason": "a test"}
    metrics.set_alarm_state(**state, StateValue="ALARM")
    for alarm in metrics.describe_alarms(AlarmNames=["peer"])["MetricAlarms"]:
        print(
            "alarm",
            alarm["AlarmDescription"],
            alarm["StateValue"],
            alarm["Period"],
            alarm["Threshold"],
        )
    metrics.delete_alarms(AlarmNames=["peer"])
    print("alarms", len(metrics.describe_alarms(AlarmNames=["peer"])["MetricAlarms"]))
    error(metrics.set_alarm_state, metrics.exceptions.ResourceNotFound, **state, StateValue="OK")


def iam():
    users = client("iam")
    for name in ["peer-a", "peer-b", "peer-c"]:
        print("user", users.create_user(UserName=name)["User"]["Arn"])
    pages = users.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2})
    for user in pages.search("Users"):
        print("listed", user["Path"], user["UserName"])
    print("read", users.get_user(UserName="peer-a")["User"]["UserName"])
    error(users.create_user, users.exceptions.EntityAlreadyExistsException, UserName="peer-a")
    users.delete_user(UserName="peer-a")
    error(users.get_user, users.exceptions.NoSuchEntityException, UserName="peer-a")


def ec2():
    machines = client("ec2")
    vpc = machines.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]
    default = f"Some({str(vpc['IsDefault']).lower()})" if "IsDefault" in vpc else "None"
    print("vpc", vpc["CidrBlock"], default)
    machines.delete_vpc(VpcId=vpc["VpcId"])
    try:
        machines.delete_vpc(VpcId=vpc["VpcId"])
    except ClientError as found:
        print(f"error {found.response['Error']['Code']} modeled false")
    ids = []
    for _ in range(7):
        run = machines.run_instances(
            ImageId="ami-12345678", InstanceType="t2.micro", MinCount=1, MaxCount=1
        )
        ids.extend(instance["InstanceId"] for instance in run["Instances"])
    pages = list(
        machines.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5})
    )
    reservations = [reservation for page in pages for reservation in page["Reservations"]]
    found = [instance for reservation in reservations for instance in reservation["Instances"]]
    print(f"pages {len(pages)}, instances {len(found)}")
    first = found[0]
    print("instance", first["ImageId"], first["InstanceType"], first["State"]["Name"])
    ended = machines.terminate_instances(InstanceIds=ids)
    print("terminated", len(ended["TerminatingInstances"]))


def route_53():
    zones = client("route53")
    for name in ["a", "b", "c"]:
        created = zones.create_hosted_zone(Name=f"{name}.example.", CallerReference=f"peer-{name}")
        zone = created["HostedZone"]
        print("zone", zone["Name"], len(created["DelegationSet"]["NameServers"]))
    pages = zones.get_paginator("list_hosted_zones").paginate(PaginationConfig={"PageSize": 2})
    print("zones", *sorted(found["Name"] for found in pages.search("HostedZones")))
    read = zones.get_hosted_zone(Id=zone["Id"])["HostedZone"]
    print("read", read["Name"], read["CallerReference"])
    zones.delete_hosted_zone(Id=zone["Id"])
    error(zones.get_hosted_zone, zones.exceptions.NoSuchHostedZone, Id=zone["Id"])


def s3():
    boto3_s3.s3(client("s3"), error)


SERVICES = [sqs, dynamodb, kms, logs, kinesis, secrets, sns, sts, cloudwatch, iam, ec2, route_53, s3]
for calls in SERVICES:
    calls()
reset = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")
urllib.request.urlopen(reset).close()
print(flush=True)
sys.stdin.read()
