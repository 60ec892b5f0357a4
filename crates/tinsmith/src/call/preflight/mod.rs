//! Steps of a call between the serialization of its input and the assembly of its request.
//!
//! The client of a service whose operations need one adds it to their calls; the clients of all others do not link them.

mod account;
mod copy;
mod discovery;
#[cfg(feature = "xml")]
mod redirect;

pub use self::account::AccountEndpoint;
pub use self::copy::{CopySource, RegionCopy};
pub use self::discovery::{
    Discover, DiscoverEndpoints, DiscoveredAddress, DiscoveredEndpoint, discover,
};
#[cfg(feature = "xml")]
pub use self::redirect::RegionalRedirect;
pub use super::operation_call::{Preflight, PreflightContext};
