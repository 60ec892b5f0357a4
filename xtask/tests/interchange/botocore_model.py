"""Writes a model for botocore of a service that it no longer contains. AWS_DATA_PATH selects the folder."""

import json
import os
import sys

SIMPLE = {"string": "string", "integer": "integer", "timestamp": "timestamp", "enum": "string", "boolean": "boolean"}


def service_description(model, operation_name):
    """Converts one operation of a Smithy model to the format of botocore."""
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
                member_traits = target.get("traits", {})
                reference = {"shape": visit(target["target"])}
                if "smithy.api#httpLabel" in member_traits:
                    reference.update(location="uri", locationName=member)
                if "smithy.api#httpQuery" in member_traits:
                    reference.update(location="querystring", locationName=member_traits["smithy.api#httpQuery"])
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


def write_description(folder, model, operation_name):
    """Writes the description to the path that botocore reads, and returns the name of the service in it."""
    name, version, service, paginators = service_description(model, operation_name)
    os.makedirs(f"{folder}/{name}/{version}")
    json.dump(service, open(f"{folder}/{name}/{version}/service-2.json", "w"))
    json.dump(paginators, open(f"{folder}/{name}/{version}/paginators-1.json", "w"))
    return name
