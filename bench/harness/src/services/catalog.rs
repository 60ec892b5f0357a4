//! The measured services and calls.

/// A measured service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// The file name of its model without the extension, which is also that of its crate and of the feature of the official program.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) calls: &'static [Call],
}

/// A measured call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    pub(super) workload: &'static str,
    pub(super) cpu: &'static str,
    pub(super) instructions: &'static str,
    /// The number of calls in a long run.
    pub(super) count: usize,
}

pub(super) const SERVICES: [Service; 4] = [
    Service {
        name: "dynamodb",
        title: "DynamoDB",
        calls: &[
            Call {
                operation: "GetItem",
                workload: "get-item",
                cpu: "DynamoDB GetItem, CPU",
                instructions: "DynamoDB GetItem, instructions",
                count: 4000,
            },
            Call {
                operation: "Query",
                workload: "query",
                cpu: "DynamoDB Query, page of 100, CPU",
                instructions: "DynamoDB Query, page of 100, instructions",
                count: 1000,
            },
        ],
    },
    Service {
        name: "sqs",
        title: "SQS",
        calls: &[Call {
            operation: "ReceiveMessage",
            workload: "receive",
            cpu: "SQS ReceiveMessage of 10, CPU",
            instructions: "SQS ReceiveMessage of 10, instructions",
            count: 3000,
        }],
    },
    Service {
        name: "s3",
        title: "S3",
        calls: &[Call {
            operation: "ListObjectsV2",
            workload: "list-objects",
            cpu: "S3 ListObjectsV2 of 1,000, CPU",
            instructions: "S3 ListObjectsV2 of 1,000, instructions",
            count: 500,
        }],
    },
    Service {
        name: "ec2",
        title: "EC2",
        calls: &[Call {
            operation: "DescribeInstances",
            workload: "instances",
            cpu: "EC2 DescribeInstances of 100, CPU",
            instructions: "EC2 DescribeInstances of 100, instructions",
            count: 300,
        }],
    },
];
