//! Where credentials come from, and how they are kept.
//!
//! [`Config::from_env`](crate::Config::from_env) looks in these places, in this order, and takes the first that has credentials:
//!
//! | place | set up by |
//! |---|---|
//! | the environment | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID` |
//! | [`WebIdentity`] | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`, `AWS_ROLE_SESSION_NAME` |
//! | a profile: [`AssumeRole`] | `role_arn` with `source_profile` or `credential_source` |
//! | a profile: [`WebIdentity`] | `role_arn` with `web_identity_token_file` |
//! | a profile: [`Sso`] | `sso_account_id` and `sso_role_name` with `sso_session` or `sso_start_url` |
//! | a profile: its keys | `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`, `aws_account_id` |
//! | a profile: [`CredentialProcess`] | `credential_process` |
//! | [`ContainerCredentials`] | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` |
//! | [`InstanceMetadata`] | running on Amazon EC2, unless `AWS_EC2_METADATA_DISABLED` is `true` |
//!
//! A place that is set up wrongly, or fails, ends the search with an error. If none has credentials, the error lists all of them, each
//! with why it has none. A profile that the code names with [`ConfigBuilder::profile`](crate::ConfigBuilder::profile) goes before the environment and
//! its web identity, which are not looked at then.
//!
//! Each provider can be used by itself, in [`ConfigBuilder::credentials`](crate::ConfigBuilder::credentials) or with the AWS crates, whose
//! `ProvideCredentials` it implements. What a program does not use is not linked into it: with
//! [`Config::builder`](crate::Config::builder) and keys of its own it has none of this.
//!
//! A [`Config`](crate::Config) keeps what a provider gives and asks again 15 minutes before it expires, one caller at a time; if that
//! fails, the old credentials are used for as long as they are valid. It also asks again, once a minute at most, when a service takes
//! what is kept for expired or unknown; if that brings others, the call is tried once more with them, and if it fails, the call's error
//! says why. A provider used elsewhere keeps nothing.
//!
//! Keys in variables and in the shared files are those that were there when the configuration was loaded: a program that is to take up
//! others loads its configuration again. Everything else (roles, tokens and their files, processes, containers, instances) is asked anew.

mod answer;
mod assume_role;
mod cache;
mod chain;
mod command_line;
mod container;
mod environment;
mod fetch;
mod instance_metadata;
mod keys;
mod plan;
mod process;
mod sha1;
mod shared_files;
mod sso;
mod sts;
mod web_identity;

pub use self::assume_role::AssumeRole;
pub(crate) use self::cache::CredentialsCache;
pub(crate) use self::chain::CredentialsChain;
pub use self::container::ContainerCredentials;
pub use self::instance_metadata::InstanceMetadata;
pub use self::process::CredentialProcess;
pub use self::sso::Sso;
pub use self::web_identity::WebIdentity;
