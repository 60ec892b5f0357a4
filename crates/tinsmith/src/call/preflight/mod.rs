//! Steps of a call between the serialization of its input and the assembly of its request.
//!
//! The client of a service whose operations need one adds it to their calls; the clients of all others do not link them.

mod account;
mod copy;
mod discovery;

pub use self::account::AccountEndpoint;
pub use self::copy::{CopySource, RegionCopy};
pub use self::discovery::{
    Discover, DiscoverEndpoints, DiscoveredAddress, DiscoveredEndpoint, discover,
};
pub use super::operation_call::{Preflight, PreflightContext};
