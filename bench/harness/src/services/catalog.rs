//! The measured services and calls.

/// The number of calls in a long run that counts instructions.
const COUNTED_CALLS: usize = 22;

/// A measured service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// The file name of its model without the extension, which is also that of its crate and of the feature of the official program.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The name of its official crate.
    pub(super) official: &'static str,
    pub(super) calls: &'static [Call],
}

/// A measured call, or the events of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    pub(super) workload: &'static str,
    pub(super) cpu: &'static str,
    pub(super) instructions: &'static str,
    /// The number of calls or events in a long run.
    pub(super) count: usize,
    /// The number of calls or events in a long run that counts instructions.
    pub(super) counted: usize,
    /// The largest ratio of the CPU time to that of the floor, if that is a target.
    pub(super) of_floor: Option<f64>,
}

/// The service whose responses are streams of events.
pub(super) const STREAMING: Service = Service {
    name: "bedrock-runtime",
    title: "Bedrock",
    official: "aws-sdk-bedrockruntime",
    calls: &[Call {
        operation: "ConverseStream",
        workload: "events",
        cpu: "Bedrock ConverseStream, CPU per event",
        instructions: "Bedrock ConverseStream, instructions per event",
        count: 1_000_000,
        counted: 22_000,
        of_floor: None,
    }],
};

pub(super) const SERVICES: [Service; 4] = [
    Service {
        name: "dynamodb",
        title: "DynamoDB",
        official: "aws-sdk-dynamodb",
        calls: &[
            Call {
                operation: "GetItem",
                workload: "get-item",
                cpu: "DynamoDB GetItem, CPU",
                instructions: "DynamoDB GetItem, instructions",
                count: 4000,
                counted: COUNTED_CALLS,
                of_floor: Some(0.9),
            },
            Call {
                operation: "Query",
                workload: "query",
                cpu: "DynamoDB Query, page of 100, CPU",
                instructions: "DynamoDB Query, page of 100, instructions",
                count: 1000,
                counted: COUNTED_CALLS,
                of_floor: Some(0.9),
            },
        ],
    },
    Service {
        name: "sqs",
        title: "SQS",
        official: "aws-sdk-sqs",
        calls: &[Call {
            operation: "ReceiveMessage",
            workload: "receive",
            cpu: "SQS ReceiveMessage of 10, CPU",
            instructions: "SQS ReceiveMessage of 10, instructions",
            count: 3000,
            counted: COUNTED_CALLS,
            of_floor: Some(0.9),
        }],
    },
    Service {
        name: "s3",
        title: "S3",
        official: "aws-sdk-s3",
        calls: &[Call {
            operation: "ListObjectsV2",
            workload: "list-objects",
            cpu: "S3 ListObjectsV2 of 1,000, CPU",
            instructions: "S3 ListObjectsV2 of 1,000, instructions",
            count: 500,
            counted: COUNTED_CALLS,
            of_floor: Some(0.9),
        }],
    },
    Service {
        name: "ec2",
        title: "EC2",
        official: "aws-sdk-ec2",
        calls: &[Call {
            operation: "DescribeInstances",
            workload: "instances",
            cpu: "EC2 DescribeInstances of 100, CPU",
            instructions: "EC2 DescribeInstances of 100, instructions",
            count: 300,
            counted: COUNTED_CALLS,
            of_floor: Some(0.9),
        }],
    },
];
