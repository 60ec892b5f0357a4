//! Uploads: small files in one request, large ones in parts.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use fs_err::tokio::File;
use md5::{Digest, Md5};
use tinsmith::{Body, RequestBuilder};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::bars::{Bars, FileBar};
use crate::bucket::{Bucket, Result, objects};
use crate::client::s3::Client;
use crate::client::s3::operation::ListParts;
use crate::client::s3::types::{CompletedMultipartUpload, CompletedPart, MultipartUpload};
use crate::folder::{self, LocalFile};

/// The most parts that an object may have.
const MAX_PARTS: u64 = 10_000;

/// Uploads the files that the bucket does not have, or that were changed after the object was made.
pub(crate) async fn upload(
    client: &Client,
    folder: &Path,
    bucket: &Bucket,
    part_size: u64,
) -> Result<()> {
    let files = folder::files(folder)?;
    let objects = objects(client, bucket).await?;
    // An upload that is not among the first thousand begins again.
    let uploads = client
        .list_multipart_uploads()
        .bucket(&bucket.name)
        .prefix(&bucket.prefix)
        .send()
        .await?
        .uploads;
    let bars = Bars::new(files.iter().map(|file| file.length).sum());
    for listed in &files {
        let file = &listed.current()?;
        let is_complete = objects.get(&file.name).is_some_and(|object| {
            let is_newer = |time: tinsmith::Timestamp| file.is_older_than(time.seconds());
            object.size.and_then(|size| u64::try_from(size).ok()) == Some(file.length)
                && object.last_modified.is_some_and(is_newer)
        });
        if is_complete {
            bars.skip(file.length);
            continue;
        }
        let bar = bars.begin(&file.name, file.length);
        let upload = FileUpload {
            client,
            bucket: &bucket.name,
            key: format!("{}{}", bucket.prefix, file.name),
            file,
            bar,
        };
        match file.length > part_size {
            true => upload.parts(&uploads, part_size).await?,
            false => upload.at_once().await?,
        }
    }
    bars.finish();
    Ok(())
}

/// The upload of one file.
struct FileUpload<'a> {
    client: &'a Client,
    bucket: &'a str,
    key: String,
    file: &'a LocalFile,
    bar: FileBar,
}

impl FileUpload<'_> {
    /// Uploads the file in one request. The object appears when all of it is there. A file that changes meanwhile is sent once more.
    async fn at_once(&self) -> Result<()> {
        let sent = self.put().await;
        if self.file.check_unchanged().is_ok() {
            return sent;
        }
        // A file whose length changes is an error of its request.
        let file = self.file.current()?;
        self.put().await?;
        file.check_unchanged()?;
        Ok(())
    }

    async fn put(&self) -> Result<()> {
        let bar = self.bar.clone();
        let body = Body::from_path(&self.file.path).await?;
        self.client
            .put_object()
            .bucket(self.bucket)
            .key(&self.key)
            .body(body.with_progress(move |sent| bar.set(sent)))
            .send()
            .await?;
        self.bar.set(self.file.length);
        Ok(())
    }

    /// Uploads the parts that the service does not have, and makes the object of all of them.
    async fn parts(&self, uploads: &[MultipartUpload], part_size: u64) -> Result<()> {
        let part_size = part_size_of(self.file.length, part_size);
        let upload_id = self.begin(uploads).await?;
        let there = self.parts_there(&upload_id).await?;
        let mut parts = Vec::new();
        let mut start = 0;
        while start < self.file.length {
            let number = i32::try_from(parts.len() + 1)?;
            let length = part_size.min(self.file.length - start);
            let content = self.read(start, length).await?;
            let etag = match there.get(&number) {
                Some(etag) if is_etag_of(etag, &content) => etag.clone(),
                _ => self.part(&upload_id, number, start, content).await?,
            };
            parts.push(CompletedPart::default().part_number(number).etag(etag));
            start += length;
            self.bar.set(start);
        }
        self.file.check_unchanged()?;
        self.client
            .complete_multipart_upload()
            .bucket(self.bucket)
            .key(&self.key)
            .upload_id(upload_id)
            .multipart_upload(CompletedMultipartUpload::default().parts(parts))
            .send()
            .await?;
        Ok(())
    }

    /// Returns an upload of the file, which an earlier run may have begun. Those of an older version of the file are aborted.
    async fn begin(&self, uploads: &[MultipartUpload]) -> Result<String> {
        let mut found = None;
        for upload in uploads {
            let (Some(key), Some(id)) = (&upload.key, &upload.upload_id) else {
                continue;
            };
            if *key != self.key {
                continue;
            }
            let is_of_file = |time: tinsmith::Timestamp| self.file.is_older_than(time.seconds());
            if found.is_none() && upload.initiated.is_some_and(is_of_file) {
                found = Some(id.clone());
                continue;
            }
            self.client
                .abort_multipart_upload()
                .bucket(self.bucket)
                .key(&self.key)
                .upload_id(id)
                .send()
                .await?;
        }
        if let Some(id) = found {
            return Ok(id);
        }
        let begun = self
            .client
            .create_multipart_upload()
            .bucket(self.bucket)
            .key(&self.key)
            .send()
            .await?;
        let id = begun.upload_id.ok_or("the service returned no upload")?;
        Ok(id)
    }

    /// Returns the entity tags of the parts that the service has, by their numbers.
    async fn parts_there(&self, upload_id: &str) -> Result<BTreeMap<i32, String>> {
        let mut there = BTreeMap::new();
        let mut marker = None;
        loop {
            let page = self
                .client
                .list_parts()
                .bucket(self.bucket)
                .key(&self.key)
                .upload_id(upload_id)
                .with_optional(marker, ListParts::part_number_marker)
                .send()
                .await?;
            for part in page.parts {
                if let (Some(number), Some(etag)) = (part.part_number, part.etag) {
                    there.insert(number, etag);
                }
            }
            // The last page has a marker, too.
            if page.is_truncated != Some(true) {
                break;
            }
            marker = page.next_part_number_marker;
        }
        Ok(there)
    }

    /// Reads a part of the file into memory, so that it can be sent again.
    async fn read(&self, start: u64, length: u64) -> Result<Bytes> {
        let mut file = File::open(&self.file.path).await?;
        file.seek(std::io::SeekFrom::Start(start)).await?;
        let mut content = vec![0; usize::try_from(length)?];
        file.read_exact(&mut content).await?;
        Ok(content.into())
    }

    /// Uploads a part that begins at `start`, and returns its entity tag.
    async fn part(
        &self,
        upload_id: &str,
        number: i32,
        start: u64,
        content: Bytes,
    ) -> Result<String> {
        let bar = self.bar.clone();
        let body = Body::from(content);
        let part = self
            .client
            .upload_part()
            .bucket(self.bucket)
            .key(&self.key)
            .upload_id(upload_id)
            .part_number(number)
            .body(body.with_progress(move |sent| bar.set(start + sent)))
            .send()
            .await?;
        let etag = part.etag.ok_or("the service returned no entity tag")?;
        Ok(etag)
    }
}

/// Returns the size of the parts of a file: larger than the given one if there were too many parts otherwise.
fn part_size_of(length: u64, part_size: u64) -> u64 {
    part_size.max(length.div_ceil(MAX_PARTS))
}

/// True if a part with this entity tag has the content: an earlier run may have sent another version of the file, or parts of another size.
///
/// The entity tag of a part is its MD5. Encryption with a key of KMS or of the customer makes another one; such a part is sent again.
fn is_etag_of(etag: &str, content: &[u8]) -> bool {
    etag.trim_matches('"') == hex::encode(Md5::digest(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_at_most_ten_thousand_parts() {
        const MIB: u64 = 1024 * 1024;
        assert_eq!(part_size_of(80 * MIB, 8 * MIB), 8 * MIB);
        for length in [80_000 * MIB, 80_000 * MIB + 1, 5 * MIB * MIB] {
            let part_size = part_size_of(length, 8 * MIB);
            assert!(length.div_ceil(part_size) <= MAX_PARTS, "{length}");
        }
    }
}
