//! IAM Identity Center: credentials and bearer tokens of users who have signed in with `aws sso login`.

mod access_token;
mod bearer;
mod operations;
mod provider;
mod session;

pub(super) use self::access_token::Token as AccessToken;
pub(crate) use self::bearer::SsoToken;
pub use self::provider::Sso;
