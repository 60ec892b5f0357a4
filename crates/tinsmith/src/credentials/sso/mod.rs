//! IAM Identity Center: credentials and bearer tokens of users who have signed in with `aws sso login`.

mod bearer;
mod operations;
mod provider;
mod session;
mod token;

pub(crate) use self::bearer::SsoToken;
pub use self::provider::Sso;
pub(super) use self::token::Token as AccessToken;
