//! Presigned URLs in requests that copy between regions.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_credential_types::provider::future::ProvideCredentials as Loading;
use http::header::{HeaderName, HeaderValue};
use tinsmith::preflight::{CopySource, RegionCopy};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Call, Config, Credentials, ErrorKind, Handle, ProvideCredentials};

use crate::support::{config, start};

#[derive(Clone, Debug, Default)]
struct CopySnapshot {
    description: Option<String>,
    destination_region: Option<String>,
    presigned_url: Option<String>,
    source_region: Option<String>,
    source_snapshot_id: Option<String>,
}

tinsmith::shape! { CopySnapshot {
    description: "Description",
    destination_region: "DestinationRegion",
    presigned_url: "PresignedUrl",
    source_region: "SourceRegion",
    source_snapshot_id: "SourceSnapshotId",
} }

static EC2: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::EC2_QUERY,
    name: "EC2",
    signing_name: "ec2",
    endpoint_prefix: "ec2",
    version: "2016-11-15",
    ..ServiceMetadata::DEFAULT
};

impl Operation for CopySnapshot {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &EC2,
        name: "CopySnapshot",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.ec2_form(self);
    }
}

#[derive(Clone, Debug, Default)]
struct CopyDbSnapshot {
    source: Option<String>,
    target: Option<String>,
}

tinsmith::shape! { CopyDbSnapshot {
    source: "SourceDBSnapshotIdentifier",
    target: "TargetDBSnapshotIdentifier",
} }

static RDS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::AWS_QUERY,
    name: "RDS",
    signing_name: "rds",
    endpoint_prefix: "rds",
    version: "2014-10-31",
    ..ServiceMetadata::DEFAULT
};

impl Operation for CopyDbSnapshot {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &RDS,
        name: "CopyDBSnapshot",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.aws_form(self);
    }
}

#[derive(Clone, Debug, Default)]
struct Empty;

impl FromResponse for Empty {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

fn call(service: &'static ServiceMetadata, copy: &'static RegionCopy) -> Call {
    let config = Config::builder().region("us-west-2");
    let keys = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", None, None, "test");
    let config = config
        .credentials(keys)
        .time(TestTime::starting_at(start()));
    Handle::new(&config.build(), service)
        .call()
        .with_preflight(copy)
}

/// Returns the fields of the form that a call sends.
async fn form<O: Operation>(call: &Call, input: &O) -> BTreeMap<String, String> {
    let request = call.sign(input).await.unwrap();
    let body = request.body().as_bytes().unwrap();
    url::form_urlencoded::parse(body).into_owned().collect()
}

static COPY_SNAPSHOT: RegionCopy = RegionCopy {
    source: CopySource::Region("SourceRegion"),
    destination: Some("DestinationRegion"),
    url: "PresignedUrl",
};

/// The host, the fields and the signature are those of boto3 1.43.11 at the same time.
#[tokio::test]
async fn a_copy_between_regions_has_the_presigned_url_of_boto3() {
    let input = CopySnapshot {
        description: Some("a b/c".to_owned()),
        destination_region: Some("elsewhere".to_owned()),
        source_region: Some("eu-west-1".to_owned()),
        source_snapshot_id: Some("snap-1".to_owned()),
        ..CopySnapshot::default()
    };
    let form = form(&call(&EC2, &COPY_SNAPSHOT), &input).await;
    assert_eq!(form["DestinationRegion"], "us-west-2");
    assert_eq!(form["SourceRegion"], "eu-west-1");
    let url: url::Url = form["PresignedUrl"].parse().unwrap();
    assert_eq!(url.host_str(), Some("ec2.eu-west-1.amazonaws.com"));
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let expected = [
        ("Action", "CopySnapshot"),
        ("Description", "a b/c"),
        ("DestinationRegion", "us-west-2"),
        ("SourceRegion", "eu-west-1"),
        ("SourceSnapshotId", "snap-1"),
        ("Version", "2016-11-15"),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        (
            "X-Amz-Credential",
            "AKIDEXAMPLE/20231114/eu-west-1/ec2/aws4_request",
        ),
        ("X-Amz-Date", "20231114T221320Z"),
        ("X-Amz-Expires", "3600"),
        (
            "X-Amz-Signature",
            "632bfe6752da99fc6fae1d74b1c923abcfee9ff9f16fa2be6bcaf9c389a1bbd8",
        ),
        ("X-Amz-SignedHeaders", "host"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query, BTreeMap::from(expected));
}

#[tokio::test]
async fn the_region_of_the_request_is_in_the_field_that_the_step_names() {
    static COPY: RegionCopy = RegionCopy {
        source: CopySource::Region("SourceRegion"),
        destination: Some("TargetRegion"),
        url: "PresignedUrl",
    };
    let input = CopySnapshot {
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    let form = form(&call(&EC2, &COPY), &input).await;
    assert_eq!(form["TargetRegion"], "us-west-2");
    let url = &form["PresignedUrl"];
    assert!(url.contains("&TargetRegion=us-west-2&"), "{url}");
    assert!(!form.contains_key("DestinationRegion") && !url.contains("DestinationRegion"));
}

#[tokio::test]
async fn a_copy_by_arn_is_presigned_in_the_region_of_the_arn_alone() {
    static COPY: RegionCopy = RegionCopy {
        source: CopySource::Arn("SourceDBSnapshotIdentifier"),
        destination: None,
        url: "PreSignedUrl",
    };
    let input = |source: &str| CopyDbSnapshot {
        source: Some(source.to_owned()),
        target: Some("t".to_owned()),
    };
    let call = call(&RDS, &COPY);
    let arn = "arn:aws-us-gov:rds:us-gov-west-1:111122223333:snapshot:s";
    let there = form(&call, &input(arn)).await;
    let url = &there["PreSignedUrl"];
    assert!(
        url.starts_with("https://rds.us-gov-west-1.amazonaws.com/?"),
        "{url}"
    );
    let signature = "e59695c2542efeab8cab2338b88d8c4dcf65259cd19902fe48f858ddcc246ef6";
    assert!(url.ends_with(signature), "{url}");
    assert!(url.contains("&DestinationRegion=us-west-2&"), "{url}");
    assert!(!there.contains_key("DestinationRegion"));
    for local in ["s", "arn:aws:rds:us-west-2:111122223333:snapshot:s"] {
        let here = form(&call, &input(local)).await;
        assert!(!here.contains_key("PreSignedUrl"), "{local}");
    }
}

#[tokio::test]
async fn a_presigned_url_has_the_endpoint_of_the_configuration_and_no_header_of_the_call() {
    let input = CopySnapshot {
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    let call = call(&EC2, &COPY_SNAPSHOT).configure(|options| {
        let name = HeaderName::from_static("x-team");
        options
            .endpoint_url("https://ec2.us-west-2.example.com")
            .header(name, HeaderValue::from_static("a"))
    });
    let form = form(&call, &input).await;
    let url: url::Url = form["PresignedUrl"].parse().unwrap();
    assert_eq!(url.host_str(), Some("ec2.eu-west-1.example.com"));
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query["X-Amz-SignedHeaders"], "host");
}

#[tokio::test]
async fn a_presigned_url_of_the_caller_stays() {
    let input = CopySnapshot {
        presigned_url: Some("https://own.example".to_owned()),
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    let form = form(&call(&EC2, &COPY_SNAPSHOT), &input).await;
    assert_eq!(form["PresignedUrl"], "https://own.example");
    assert!(!form.contains_key("DestinationRegion"));
}

/// A provider that counts its loads, and returns from up to `limit` of them.
#[derive(Clone, Debug)]
struct Counting {
    loads: Arc<AtomicUsize>,
    limit: usize,
}

impl Counting {
    fn new(limit: usize) -> Self {
        let loads = Arc::default();
        Self { loads, limit }
    }
}

impl ProvideCredentials for Counting {
    fn provide_credentials<'a>(&'a self) -> Loading<'a>
    where
        Self: 'a,
    {
        if self.loads.fetch_add(1, Ordering::Relaxed) >= self.limit {
            return Loading::new(std::future::pending());
        }
        let keys = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", None, None, "test");
        Loading::ready(Ok(keys))
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_with_a_corrected_clock_has_a_presigned_url_of_that_clock() {
    let script = ScriptedTransport::new();
    let expired =
        "<Response><Errors><Error><Code>RequestExpired</Code></Error></Errors></Response>";
    let expired = ScriptedResponse::status(400).body(expired);
    script.respond(expired.header("date", "Tue, 14 Nov 2023 23:13:20 GMT"));
    script.respond(ScriptedResponse::status(200));
    let provider = Counting::new(usize::MAX);
    let config = config(&script).build();
    let call = Handle::new(&config, &EC2)
        .call()
        .with_preflight(&COPY_SNAPSHOT)
        .configure(|options| options.credentials(provider.clone()));
    let input = CopySnapshot {
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    call.send(input).await.unwrap();
    let sent = script.requests();
    let dates = sent.iter().map(|request| {
        let mut fields = url::form_urlencoded::parse(request.body());
        let (_, url) = fields.find(|(name, _)| name == "PresignedUrl").unwrap();
        let (_, date) = url.split_once("X-Amz-Date=").unwrap();
        date.get(..16).unwrap().to_owned()
    });
    let dates: Vec<_> = dates.collect();
    assert_eq!(dates, ["20231114T221320Z", "20231114T231320Z"]);
    // Once for each attempt, although the URL has a signature of its own.
    assert_eq!(provider.loads.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_while_credentials_for_a_retry_are_loaded_counts_the_attempts_before() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503));
    let config = config(&script).build();
    let call = Handle::new(&config, &EC2)
        .call()
        .with_preflight(&COPY_SNAPSHOT)
        .configure(|options| {
            let options = options.credentials(Counting::new(1));
            options.operation_timeout(Duration::from_secs(5))
        });
    let input = CopySnapshot {
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    let error = call.send(input).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}
