//! The rule that the folders of clients are beside each other.

use std::path::Path;

use crate::client::Client;
use crate::resolve;

/// Checks that the folder of a client neither contains that of another one nor is in it, since each would remove the other's files.
///
/// # Errors
///
/// A message that names both folders.
pub(crate) fn check_nesting(
    root: &Path,
    clients: &[Client],
    client: &Client,
) -> Result<(), String> {
    let folder = |client: &Client| {
        let folder = root.join(client.folder());
        resolve(&folder).unwrap_or(folder)
    };
    let own = folder(client);
    let others = clients
        .iter()
        .filter(|other| other.folder() != client.folder());
    for other in others {
        let other_folder = folder(other);
        if own.starts_with(&other_folder) {
            return Err(nesting(client, other));
        }
        if other_folder.starts_with(&own) {
            return Err(nesting(other, client));
        }
    }
    Ok(())
}

fn nesting(inner: &Client, outer: &Client) -> String {
    format!(
        "the folder `{}` of the client `{}` is in the folder `{}` of the client `{}`; choose folders beside each other",
        inner.folder(),
        inner.name(),
        outer.folder(),
        outer.name()
    )
}
