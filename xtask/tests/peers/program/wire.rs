//! The calls of a table, whose inputs and outputs are JSON with the names of the model; prints one line for each output or error.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use peer_s3::Client;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tinsmith::service::Operation;

use tinsmith::{Body, BoxFuture, Config, Error, RequestBuilder, Time, TokioTime};

use crate::Result;

#[derive(Deserialize)]
struct TableCall {
    operation: String,
    input: Map<String, Value>,
    body: Option<TableBody>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TableBody {
    Text(String),
    Size { size: usize },
}

impl From<TableBody> for Body {
    fn from(body: TableBody) -> Self {
        match body {
            TableBody::Text(text) => text.into(),
            TableBody::Size { size } => vec![b'x'; size].into(),
        }
    }
}

/// A clock whose time of day stands still, so that all dates of requests are equal.
#[derive(Debug)]
pub(crate) struct StoppedTime {
    now: SystemTime,
    timers: TokioTime,
}

impl StoppedTime {
    /// Stops the clock at a time in seconds since 1970.
    pub(crate) fn from_seconds(seconds: &str) -> Result<Self> {
        Ok(Self {
            now: UNIX_EPOCH + Duration::from_secs(seconds.parse()?),
            timers: TokioTime::default(),
        })
    }
}

impl Time for StoppedTime {
    fn now(&self) -> SystemTime {
        self.now
    }

    fn monotonic(&self) -> Duration {
        self.timers.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.timers.sleep(duration)
    }
}

/// Makes the calls of the file, with requests that are signed at a time in seconds since 1970.
pub async fn wire(config: &Config, file: &str, seconds: &str) -> Result<()> {
    let time = StoppedTime::from_seconds(seconds)?;
    let config = config.to_builder().time(time).max_attempts(1).build();
    let client = Client::new(&config);
    let mut outputs = BTreeMap::new();
    let calls: Vec<TableCall> = serde_json::from_slice(&fs::read(file)?)?;
    for call in calls {
        let mut input = Value::Object(call.input);
        resolve(&mut input, &outputs)?;
        let body = call.body.map(Body::from);
        let output = match send(&client, &call.operation, input, body).await? {
            Ok(output) => output,
            Err(error) => {
                if error.code().is_none() {
                    eprintln!("{}: {error:?}", call.operation);
                }
                json!({ "error": error.code(), "status": error.status() })
            }
        };
        println!("{output}");
        if let Some(name) = call.name {
            outputs.insert(name, output);
        }
    }
    Ok(())
}

/// Replaces each `$name.Member` by the member of an earlier output, or by `none` if it is an error.
fn resolve(value: &mut Value, outputs: &BTreeMap<String, Value>) -> Result<()> {
    match value {
        Value::Object(members) => members
            .values_mut()
            .try_for_each(|member| resolve(member, outputs)),
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, outputs)),
        Value::String(text) => {
            if let Some((name, path)) = text.strip_prefix('$').and_then(|text| text.split_once('.'))
            {
                let output = outputs.get(name).ok_or("there is no such output")?;
                let member = output.pointer(&format!("/{}", path.replace('.', "/")));
                *value = member.cloned().unwrap_or_else(|| "none".into());
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

type Sent = std::result::Result<Value, Error>;

/// Sends a request whose output is no stream.
async fn plain<B>(builder: B) -> Result<Sent>
where
    B: RequestBuilder,
    <B::Input as Operation>::Output: serde::Serialize,
{
    let (call, input) = builder.into_parts();
    match call.send(input).await {
        Ok(output) => Ok(Ok(serde_json::to_value(&output)?)),
        Err(error) => Ok(Err(error)),
    }
}

macro_rules! send_plain {
    ($client:ident, $operation:ident, $input:ident; $($name:literal => $method:ident,)*) => {
        match $operation {
            $($name => {
                plain($client.$method().with_input(serde_json::from_value($input)?)).await
            })*
            _ => Err(format!("no operation {}", $operation).into()),
        }
    };
}

async fn send(client: &Client, operation: &str, input: Value, body: Option<Body>) -> Result<Sent> {
    if let Some(body) = body {
        return match operation {
            "PutObject" => {
                let builder = client.put_object();
                plain(
                    builder
                        .with_input(serde_json::from_value(input)?)
                        .body(body),
                )
                .await
            }
            "UploadPart" => {
                let builder = client.upload_part();
                plain(
                    builder
                        .with_input(serde_json::from_value(input)?)
                        .body(body),
                )
                .await
            }
            _ => Err(format!("{operation} has no body").into()),
        };
    }
    if operation == "GetObject" {
        let builder = client.get_object();
        return match builder
            .with_input(serde_json::from_value(input)?)
            .send()
            .await
        {
            Ok(mut output) => {
                let body = std::mem::take(&mut output.body).collect().await?;
                let mut value = serde_json::to_value(&output)?;
                value["Body"] = serde_json::to_value(tinsmith::Blob::from(body.to_vec()))?;
                Ok(Ok(value))
            }
            Err(error) => Ok(Err(error)),
        };
    }
    send_plain! { client, operation, input;
        "AbortMultipartUpload" => abort_multipart_upload,
        "CompleteMultipartUpload" => complete_multipart_upload,
        "CopyObject" => copy_object,
        "CreateBucket" => create_bucket,
        "CreateMultipartUpload" => create_multipart_upload,
        "DeleteBucket" => delete_bucket,
        "DeleteBucketCors" => delete_bucket_cors,
        "DeleteBucketEncryption" => delete_bucket_encryption,
        "DeleteBucketLifecycle" => delete_bucket_lifecycle,
        "DeleteBucketOwnershipControls" => delete_bucket_ownership_controls,
        "DeleteBucketPolicy" => delete_bucket_policy,
        "DeleteBucketTagging" => delete_bucket_tagging,
        "DeleteBucketWebsite" => delete_bucket_website,
        "DeleteObject" => delete_object,
        "DeleteObjectTagging" => delete_object_tagging,
        "DeleteObjects" => delete_objects,
        "DeletePublicAccessBlock" => delete_public_access_block,
        "GetBucketAccelerateConfiguration" => get_bucket_accelerate_configuration,
        "GetBucketAcl" => get_bucket_acl,
        "GetBucketCors" => get_bucket_cors,
        "GetBucketEncryption" => get_bucket_encryption,
        "GetBucketLifecycleConfiguration" => get_bucket_lifecycle_configuration,
        "GetBucketLocation" => get_bucket_location,
        "GetBucketLogging" => get_bucket_logging,
        "GetBucketNotificationConfiguration" => get_bucket_notification_configuration,
        "GetBucketOwnershipControls" => get_bucket_ownership_controls,
        "GetBucketPolicy" => get_bucket_policy,
        "GetBucketTagging" => get_bucket_tagging,
        "GetBucketVersioning" => get_bucket_versioning,
        "GetBucketWebsite" => get_bucket_website,
        "GetObjectAcl" => get_object_acl,
        "GetObjectLockConfiguration" => get_object_lock_configuration,
        "GetObjectTagging" => get_object_tagging,
        "GetPublicAccessBlock" => get_public_access_block,
        "HeadBucket" => head_bucket,
        "HeadObject" => head_object,
        "ListBuckets" => list_buckets,
        "ListMultipartUploads" => list_multipart_uploads,
        "ListObjectVersions" => list_object_versions,
        "ListObjects" => list_objects,
        "ListObjectsV2" => list_objects_v2,
        "ListParts" => list_parts,
        "PutBucketAccelerateConfiguration" => put_bucket_accelerate_configuration,
        "PutBucketAcl" => put_bucket_acl,
        "PutBucketCors" => put_bucket_cors,
        "PutBucketEncryption" => put_bucket_encryption,
        "PutBucketLifecycleConfiguration" => put_bucket_lifecycle_configuration,
        "PutBucketLogging" => put_bucket_logging,
        "PutBucketNotificationConfiguration" => put_bucket_notification_configuration,
        "PutBucketOwnershipControls" => put_bucket_ownership_controls,
        "PutBucketPolicy" => put_bucket_policy,
        "PutBucketTagging" => put_bucket_tagging,
        "PutBucketVersioning" => put_bucket_versioning,
        "PutBucketWebsite" => put_bucket_website,
        "PutObjectAcl" => put_object_acl,
        "PutObjectLegalHold" => put_object_legal_hold,
        "PutObjectLockConfiguration" => put_object_lock_configuration,
        "PutObjectRetention" => put_object_retention,
        "PutObjectTagging" => put_object_tagging,
        "PutPublicAccessBlock" => put_public_access_block,
        "UploadPartCopy" => upload_part_copy,
    }
}
