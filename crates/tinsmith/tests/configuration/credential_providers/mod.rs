//! Every provider of credentials: what it asks for, what it makes of the answer, and what it says when there are none.

mod assume_role;
mod chain;
mod container;
mod fixture;
mod instance_metadata;
mod login;
#[cfg(unix)]
mod process;
mod secrets;
mod sso;
mod web_identity;
