//! Credentials providers, and their chain.
//!
//! [`Config::from_env`](crate::Config::from_env) tries these sources in this order, which is that of the AWS CLI. The first one with
//! credentials is used:
//!
//! | source | configured by |
//! |---|---|
//! | the environment | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` (or `AWS_SECURITY_TOKEN`), `AWS_ACCOUNT_ID` |
//! | a profile: [`AssumeRole`] | `role_arn` with `source_profile` or `credential_source`, and `mfa_serial` |
//! | [`WebIdentity`] | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`, `AWS_ROLE_SESSION_NAME` |
//! | a profile: [`WebIdentity`] | `web_identity_token_file` with `role_arn` |
//! | a profile: [`Sso`] | `sso_account_id` and `sso_role_name` with `sso_session` or `sso_start_url` |
//! | a profile: keys in the credentials file | `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`, `aws_account_id` |
//! | a profile: [`Login`] | `login_session`, which `aws login` writes |
//! | a profile: [`CredentialProcess`] | `credential_process` |
//! | a profile: keys in the configuration file | as in the credentials file |
//! | [`ContainerCredentials`] | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` |
//! | [`InstanceMetadata`] | running on Amazon EC2, unless `AWS_EC2_METADATA_DISABLED` is `true` |
//!
//! The credentials of a `source_profile` are those of its role, or else the others of a profile in this order. As in the AWS CLI, a source
//! profile with keys has no role: it uses its others, of which the keys need not be the first.
//!
//! A source that is configured wrongly, or fails, ends the search with an error. If none has credentials, the error lists all of them, each
//! with the reason why it has none. A profile that is set by [`ConfigBuilder::profile`](crate::ConfigBuilder::profile) precedes the keys and the web identity
//! of the environment, which are then not read.
//!
//! Each provider can be used alone, in [`ConfigBuilder::credentials`](crate::ConfigBuilder::credentials) or with the AWS crates, whose
//! `ProvideCredentials` it implements. A program links only the providers that it uses: with [`Config::builder`](crate::Config::builder) and keys of
//! its own it has none of them, and without the feature `environment` it does not compile them.
//!
//! A [`Config`](crate::Config) caches credentials and renews them 15 minutes before they expire, or in the last quarter of their lifetime
//! if that is shorter than an hour, once for all callers; if that fails, the old credentials are used as long as they are valid. The bearer
//! token of an `sso_session` is cached alike. It also renews them, once a minute at most, when a service rejects them as expired or
//! unknown; if there are others, the call is retried with them, and if the renewal fails, the error of the call has the reason. Loading
//! continues with the next caller when the one that started it gives up. A provider that is used elsewhere caches nothing.
//!
//! Keys in variables and in the shared files are those of the time when the configuration was loaded: a program that needs newer ones loads
//! its configuration again. Everything else (roles, tokens and their files, processes, containers, instances) is read again when its own
//! credentials are due: a role that is assumed with those of another one, of a process or of IAM Identity Center uses them until then. They
//! are renewed earlier if STS rejects them.

mod assume_role;
mod chain;
mod container;
mod expiration;
mod instance_metadata;
mod json_credentials;
mod local_endpoint;
mod login;
mod mfa;
mod process;
mod profile_credentials;
mod profile_plan;
mod regional_client;
mod secret_body;
mod sha1;
mod source;
mod sso;
mod sts;
mod unsaved_tokens;
mod validate;
mod variables;
mod web_identity;

pub use self::assume_role::AssumeRole;
pub(crate) use self::chain::CredentialsChain;
pub use self::container::ContainerCredentials;
pub use self::instance_metadata::InstanceMetadata;
pub use self::login::Login;
pub(crate) use self::mfa::MfaCode;
pub use self::process::CredentialProcess;
pub use self::sso::Sso;
pub(crate) use self::sso::SsoToken;
pub use self::web_identity::WebIdentity;
