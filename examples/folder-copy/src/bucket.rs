//! A bucket, and the objects in it.

use std::collections::BTreeMap;
use std::error::Error;

use crate::client::s3::Client;
use crate::client::s3::types::Object;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A bucket, and the prefix of the keys of a folder.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) prefix: String,
}

/// Returns the objects of a folder in the bucket, by their paths in it.
pub(crate) async fn objects(client: &Client, bucket: &Bucket) -> Result<BTreeMap<String, Object>> {
    let mut objects = BTreeMap::new();
    let mut items = client
        .list_objects_v2()
        .bucket(&bucket.name)
        .prefix(&bucket.prefix)
        .paginate()
        .items();
    while let Some(object) = items.try_next().await? {
        let key = object.key.as_deref().unwrap_or_default();
        if let Some(path) = key.strip_prefix(&bucket.prefix) {
            objects.insert(path.to_owned(), object);
        }
    }
    Ok(objects)
}
