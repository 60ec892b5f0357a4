"""Serves the services on loopback, makes the calls of program.rs with boto3, and then waits until its input ends.

Prints the endpoint, then a line for each value, then an empty line. The services are empty again when it is printed.
"""

import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
print(endpoint)


def client(service):
    return boto3.client(
        service,
        region_name="us-west-2",
        endpoint_url=endpoint,
        aws_access_key_id="AKID",
        aws_secret_access_key="SECRET",
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
    missing = "00000000-0000-0000-0000-000000000000"
    error(keys.describe_key, keys.exceptions.NotFoundException, KeyId=missing)


def logs():
    groups = client("logs")
    for name in ["peer-a", "peer-b", "peer-c"]:
        groups.create_log_group(logGroupName=name)
    pages = groups.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 2})
    for group in pages.search("logGroups"):
        print("group", group["logGroupName"])
    error(groups.create_log_group, logGroupName="peer-a")
    groups.delete_log_group(logGroupName="peer-a")


def kinesis():
    streams = client("kinesis")
    streams.create_stream(StreamName="peers", ShardCount=1)
    record = streams.put_record(StreamName="peers", PartitionKey="k", Data=b"data")
    print("shard", record["ShardId"])
    summary = streams.describe_stream_summary(StreamName="peers")
    print("stream", summary["StreamDescriptionSummary"]["StreamName"])


for calls in [sqs, dynamodb, kms, logs, kinesis]:
    calls()
reset = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")
urllib.request.urlopen(reset).close()
print(flush=True)
sys.stdin.read()
