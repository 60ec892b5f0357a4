//! Where credentials come from, and how they are kept.

mod cache;
mod chain;
mod environment;
mod shared_files;

pub(crate) use self::cache::CredentialsCache;
pub(crate) use self::chain::CredentialsChain;
