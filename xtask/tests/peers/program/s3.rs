//! Amazon S3: objects from memory and from streams, their checksums, keys that are hard to encode, and errors of all kinds.

use bytes::Bytes;
use peer_s3::types::{
    BucketLocationConstraint, ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart,
    CreateBucketConfiguration, Delete, ObjectIdentifier, Tag, Tagging,
};
use peer_s3::{Client, ServiceError};
use tinsmith::{Body, Config};

use crate::Result;

pub const BUCKET: &str = "peer-bucket";

/// Keys that an encoding, a normalization or a decoding may change.
const KEYS: [&str; 10] = [
    "plain",
    "with space",
    "plus+plus",
    "percent%20percent",
    "unicode-é-日本-😀",
    "/leading",
    "double//slash",
    "trailing/",
    "question?x=1&y#z",
    "quotes'(\"!*)~",
];

pub async fn s3(config: &Config) -> Result<()> {
    let client = Client::new(config);
    let region = BucketLocationConstraint::from("us-west-2");
    let configuration = CreateBucketConfiguration::default().location_constraint(region);
    let created = client.create_bucket().bucket(BUCKET);
    created
        .create_bucket_configuration(configuration)
        .send()
        .await?;
    let location = client.get_bucket_location().bucket(BUCKET).send().await?;
    let constraint = location.location_constraint;
    println!(
        "location {}",
        constraint
            .as_ref()
            .map_or("-", BucketLocationConstraint::as_str)
    );
    let tag = Tag::default().key("a").value("<b>");
    let tagging = Tagging::default().tag_set([tag]);
    let tagged = client.put_bucket_tagging().bucket(BUCKET);
    tagged.tagging(tagging).send().await?;
    objects(&client).await?;
    streams(&client).await?;
    parts(&client).await?;
    errors(&client).await?;
    deletions(&client).await
}

/// Puts an object for each key and reads it back.
async fn objects(client: &Client) -> Result<()> {
    for key in KEYS {
        let put = client.put_object().bucket(BUCKET).key(key);
        let put = put.metadata([("name", key.len().to_string())]);
        let put = put.body(format!("content of {key}")).send().await?;
        println!(
            "put {key} {} {}",
            put.etag.unwrap_or_default(),
            put.checksum_crc32.unwrap_or_default()
        );
        let got = client.get_object().bucket(BUCKET).key(key).send().await?;
        let name = got.metadata.get("name").cloned().unwrap_or_default();
        let content = got.body.collect().await?;
        println!("get {name} {}", String::from_utf8_lossy(&content));
    }
    let mut objects = client
        .list_objects_v2()
        .bucket(BUCKET)
        .paginate()
        .page_size(3)
        .pages();
    while let Some(page) = objects.try_next().await? {
        for object in page.contents {
            println!(
                "listed {} {}",
                object.key.unwrap_or_default(),
                object.size.unwrap_or_default()
            );
        }
    }
    Ok(())
}

/// Puts an object from a stream with each algorithm, whose checksum follows the stream.
pub async fn streams(client: &Client) -> Result<()> {
    let content: Vec<u8> = (0..=255).cycle().take(150_000).collect();
    for name in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] {
        let chunks: Vec<_> = content
            .chunks(7_000)
            .map(|chunk| Ok::<_, tinsmith::BodyError>(Bytes::copy_from_slice(chunk)))
            .collect();
        let length = Some(content.len() as u64);
        let body = Body::from_stream(futures::stream::iter(chunks), length);
        let put = client.put_object().bucket(BUCKET).key("stream");
        let put = put.checksum_algorithm(ChecksumAlgorithm::from(name));
        let put = put.body(body).send().await?;
        println!("stream {name} {}", put.etag.unwrap_or_default());
        let got = client.get_object().bucket(BUCKET).key("stream");
        let got = got.send().await?;
        println!(
            "encoding {} length {}",
            got.content_encoding.as_deref().unwrap_or("-"),
            got.content_length.unwrap_or_default()
        );
        let same = got.body.collect().await? == content;
        println!("same {same}");
    }
    Ok(())
}

/// Uploads an object in two parts and copies it.
pub async fn parts(client: &Client) -> Result<()> {
    let begun = client.create_multipart_upload().bucket(BUCKET).key("parts");
    let upload = begun.send().await?.upload_id.unwrap_or_default();
    let mut parts = Vec::new();
    for (number, length) in [(1, 5 * 1024 * 1024), (2, 10)] {
        let part = client.upload_part().bucket(BUCKET).key("parts");
        let part = part.upload_id(&upload).part_number(number);
        let part = part.body(vec![b'x'; length]).send().await?;
        let done = CompletedPart::default().part_number(number);
        parts.push(done.etag(part.etag.unwrap_or_default()));
    }
    let completed = CompletedMultipartUpload::default().parts(parts);
    let complete = client.complete_multipart_upload().bucket(BUCKET);
    let complete = complete.key("parts").upload_id(&upload);
    let complete = complete.multipart_upload(completed).send().await?;
    println!("parts {}", complete.etag.unwrap_or_default());
    let got = client.get_object().bucket(BUCKET).key("parts");
    let content = got.send().await?.body.collect().await?;
    println!("parts {}", content.len());
    let copy = client.copy_object().bucket(BUCKET).key("copy");
    let copy = copy.copy_source(format!("{BUCKET}/plain")).send().await?;
    let result = copy.copy_object_result.unwrap_or_default();
    println!("copy {}", result.etag.unwrap_or_default());
    Ok(())
}

async fn errors(client: &Client) -> Result<()> {
    let missing = client.get_object().bucket(BUCKET).key("missing").send();
    let error = missing.await.err().ok_or("there is such an object")?;
    let modeled = matches!(error.service_error(), Some(ServiceError::NoSuchKey(_)));
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    let missing = client.head_object().bucket(BUCKET).key("missing").send();
    let error = missing.await.err().ok_or("there is such an object")?;
    println!("error {}", error.status().unwrap_or_default());
    Ok(())
}

async fn deletions(client: &Client) -> Result<()> {
    let mut keys: Vec<&str> = KEYS.to_vec();
    keys.extend(["stream", "parts", "copy"]);
    let objects = keys
        .into_iter()
        .map(|key| ObjectIdentifier::default().key(key));
    let delete = Delete::default().objects(objects);
    let deleted = client.delete_objects().bucket(BUCKET).delete(delete);
    let deleted = deleted.send().await?.deleted;
    println!("deleted {}", deleted.len());
    client.delete_bucket().bucket(BUCKET).send().await?;
    let gone = client.head_object().bucket(BUCKET).key("plain").send();
    let status = gone.await.err().and_then(|error| error.status());
    println!("gone {}", status == Some(404));
    Ok(())
}
