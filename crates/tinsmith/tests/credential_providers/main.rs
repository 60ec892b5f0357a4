//! Every provider of credentials: what it asks for, what it makes of the answer, and what it says when there are none.

#[cfg(test)]
mod assume_role;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod container;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod instance_metadata;
#[cfg(all(test, target_os = "linux"))]
#[path = "../linked/mod.rs"]
mod linked;
#[cfg(all(test, unix))]
mod process;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod sso;
#[cfg(test)]
mod web_identity;
