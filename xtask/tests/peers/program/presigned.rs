//! URLs that are presigned at a fixed time: those of `boto3_presigning.py`.

use std::time::Duration;

use peer_s3::Client;
use peer_s3::types::{ChecksumMode, ServerSideEncryption};
use tinsmith::{Config, ConfigBuilder, Credentials};

use crate::Result;
use crate::wire::StoppedTime;

const BUCKET: &str = "bucket";

fn client(
    seconds: &str,
    region: &str,
    token: Option<&str>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<Client> {
    let config = config(seconds, region, token)?;
    Ok(Client::new(&set(config).build()))
}

fn config(seconds: &str, region: &str, token: Option<&str>) -> Result<ConfigBuilder> {
    let token = token.map(str::to_owned);
    Ok(Config::builder()
        .region(region)
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            token,
            None,
            "test",
        ))
        .time(StoppedTime::from_seconds(seconds)?))
}

/// Prints a URL of each request, signed at a time in seconds since 1970.
pub async fn presigned(seconds: &str) -> Result<()> {
    let east = client(seconds, "us-east-1", None, |config| config)?;
    let west = client(seconds, "eu-west-1", Some("to/k+en="), |config| config)?;
    let local = client(seconds, "us-east-1", None, |config| {
        config.endpoint_url("http://127.0.0.1:9000")
    })?;
    let other = client(seconds, "eu-west-1", None, |config| {
        config.endpoint_url("https://s3.example:8443/x")
    })?;
    let time = Duration::from_secs(900);
    let get = |client: &Client, key: &str| client.get_object().bucket(BUCKET).key(key);
    let put = |client: &Client, key: &str| client.put_object().bucket(BUCKET).key(key);
    let urls = [
        get(&east, "key").presigned(time).await?,
        put(&east, "key").presigned(Duration::from_secs(1)).await?,
        get(&west, "key")
            .presigned(Duration::from_secs(604_800))
            .await?,
        get(&west, "a b+é/../x//y")
            .response_content_type("text/plain; charset=utf-8")
            .version_id("v1")
            .presigned(time)
            .await?,
        put(&west, "/lead%2F?x=1&y#z'(\"!*)~")
            .content_type("text/plain")
            .metadata([("name", "x  y")])
            .server_side_encryption(ServerSideEncryption::Aes256)
            .presigned(time)
            .await?,
        get(&west, "k")
            .checksum_mode(ChecksumMode::Enabled)
            .range("bytes=0-1")
            .presigned(time)
            .await?,
        put(&west, "k")
            .checksum_crc32("AAAAAA==")
            .presigned(time)
            .await?,
        put(&west, "k").content_length(123).presigned(time).await?,
        west.upload_part()
            .bucket(BUCKET)
            .key("k")
            .part_number(2)
            .upload_id("u")
            .presigned(time)
            .await?,
        west.head_object()
            .bucket(BUCKET)
            .key("k")
            .presigned(time)
            .await?,
        west.delete_object()
            .bucket(BUCKET)
            .key("k")
            .presigned(time)
            .await?,
        get(&local, "../..").presigned(time).await?,
        get(&other, ".").presigned(time).await?,
    ];
    for request in urls {
        println!("{}", request.uri);
    }
    let config = config(seconds, "us-west-2", Some("to/k+en="))?;
    let caller = peer_sts::Client::new(&config.build()).get_caller_identity();
    let caller = caller.presigned(Duration::from_secs(60)).await?;
    println!("{}", caller.uri);
    Ok(())
}
