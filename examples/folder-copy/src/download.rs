//! Downloads: into an unfinished file, which gets its name when it is complete.

use std::path::Path;

use fs_err::tokio::{self as fs, OpenOptions};
use tokio::io::AsyncWriteExt;

use crate::bars::{Bars, FileBar};
use crate::bucket::{Bucket, Result, objects};
use crate::client::s3::Client;
use crate::client::s3::types::Object;
use crate::folder::{self, is_complete, unfinished_path};

/// Downloads the objects that the folder does not have, or that were made after the file was written.
pub(crate) async fn download(client: &Client, bucket: &Bucket, folder: &Path) -> Result<()> {
    let mut objects = objects(client, bucket).await?;
    // Consoles make such objects for empty folders.
    objects.retain(|name, _| !name.is_empty() && !name.ends_with('/'));
    let bars = Bars::new(objects.values().map(length).sum());
    for (name, object) in &objects {
        let path = folder::path_of(folder, name)?;
        let made = object.last_modified.map_or(i64::MAX, |time| time.seconds());
        if let Ok(metadata) = fs::metadata(&path).await
            && is_complete(&metadata, length(object), made)
        {
            bars.skip(length(object));
            continue;
        }
        let bar = bars.begin(name, length(object));
        one(client, bucket, object, &path, &bar).await?;
    }
    bars.finish();
    Ok(())
}

/// Downloads an object from the byte at which an earlier run ended.
async fn one(
    client: &Client,
    bucket: &Bucket,
    object: &Object,
    path: &Path,
    bar: &FileBar,
) -> Result<()> {
    let (key, etag) = (object.key.as_deref(), object.etag.as_deref());
    let (Some(key), Some(etag)) = (key, etag) else {
        return Err("the service listed an object without a key or an entity tag".into());
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).await?;
    }
    let unfinished = unfinished_path(path, etag);
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&unfinished)
        .await?;
    let mut written = file.metadata().await?.len();
    bar.set(written);
    if written < length(object) || written == 0 {
        let mut get = client
            .get_object()
            .bucket(&bucket.name)
            .key(key)
            .if_match(etag);
        if written > 0 {
            get = get.range(format!("bytes={written}-"));
        }
        let mut body = get.send().await?.body;
        while let Some(chunk) = body.try_next().await? {
            file.write_all(&chunk).await?;
            written += chunk.len() as u64;
            bar.set(written);
        }
    }
    file.sync_all().await?;
    if written != length(object) {
        fs::remove_file(&unfinished).await?;
        return Err(format!(
            "{key}: {written} bytes were received, not {}",
            length(object)
        )
        .into());
    }
    fs::rename(&unfinished, path).await?;
    Ok(())
}

fn length(object: &Object) -> u64 {
    object
        .size
        .and_then(|size| u64::try_from(size).ok())
        .unwrap_or_default()
}
