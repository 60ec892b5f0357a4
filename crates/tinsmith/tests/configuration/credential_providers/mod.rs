//! The credentials providers: their requests, their responses, and their errors if there are no credentials.

mod assume_role;
mod chain;
mod container;
mod fixture;
mod instance_metadata;
mod login;
mod mfa_roles;
#[cfg(unix)]
mod process;
mod role_chains;
mod secrets;
mod sso;
mod web_identity;

pub(crate) use fixture::{Fixture, ROLE_PROFILE, SSO_FILE, SSO_PROFILE, SSO_TOKEN};
