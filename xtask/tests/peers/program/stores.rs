//! Amazon S3 on a server that verifies signatures: streams with signed trailers, parts, and presigned requests that another client sends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use peer_s3::Client;
use peer_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use tinsmith::{Config, PresignedRequest};

use crate::Result;
use crate::s3::{BUCKET, parts, streams};

/// Keys that an encoding, a normalization or a decoding may change.
const KEYS: [&str; 5] = [
    "plain",
    "a b+é 日本-😀",
    "double//slash",
    "question?x=1&y#z",
    "quotes'(\"!*)~",
];

const EXPIRY: Duration = Duration::from_secs(3600);

pub async fn stores(config: &Config) -> Result<()> {
    let client = Client::new(config);
    let region = BucketLocationConstraint::from("us-west-2");
    let configuration = CreateBucketConfiguration::default().location_constraint(region);
    let created = client.create_bucket().bucket(BUCKET);
    created
        .create_bucket_configuration(configuration)
        .send()
        .await?;
    streams(&client).await?;
    let plain = client.put_object().bucket(BUCKET).key("plain");
    plain.body("content of plain").send().await?;
    parts(&client).await?;
    for key in KEYS {
        let put = client.put_object().bucket(BUCKET).key(key);
        let (status, _) = send(&put.presigned(EXPIRY).await?, key)?;
        println!("presigned {status}");
        let get = client.get_object().bucket(BUCKET).key(key);
        let (status, content) = send(&get.presigned(EXPIRY).await?, "")?;
        println!("presigned {status} {content}");
    }
    Ok(())
}

/// Sends a request without this SDK, and returns the status and the body of the response.
fn send(request: &PresignedRequest, body: &str) -> Result<(String, String)> {
    let authority = request.uri.authority().ok_or("the URL has no host")?;
    let target = request.uri.path_and_query().ok_or("the URL has no path")?;
    let mut connection = TcpStream::connect(authority.as_str())?;
    write!(
        connection,
        "{} {target} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncontent-length: {}\r\n",
        request.method,
        body.len()
    )?;
    for (name, value) in &request.headers {
        write!(connection, "{name}: {}\r\n", value.to_str()?)?;
    }
    write!(connection, "\r\n{body}")?;
    let mut response = String::new();
    connection.read_to_string(&mut response)?;
    let (head, content) = response
        .split_once("\r\n\r\n")
        .ok_or("the response has no head")?;
    let status = head.split(' ').nth(1).ok_or("the response has no status")?;
    Ok((status.to_owned(), content.to_owned()))
}
