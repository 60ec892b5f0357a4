//! Steps of a call between the serialization of its input and the assembly of its request.
//!
//! The client of a service whose operations need one adds it to their calls; the clients of all others do not link them.

mod account;
mod context;
mod copy;
mod discovery;
#[cfg(feature = "xml")]
mod named_region;
#[cfg(feature = "xml")]
mod redirect;
#[cfg(feature = "xml")]
mod region_lookup;
#[cfg(feature = "session-credentials")]
mod sequence;
#[cfg(feature = "session-credentials")]
mod session_credentials;

pub use self::account::AccountEndpoint;
pub use self::copy::{CopySource, RegionCopy};
pub use self::discovery::{
    Discover, DiscoverEndpoints, DiscoveredAddress, DiscoveredEndpoint, discover,
};
#[cfg(feature = "xml")]
pub use self::redirect::RegionalRedirect;
#[cfg(feature = "xml")]
pub use self::region_lookup::RegionLookup;
#[cfg(feature = "session-credentials")]
pub use self::sequence::Sequence;
#[cfg(feature = "session-credentials")]
pub use self::session_credentials::{
    OpenSession, SessionCredentials, SessionKeys, SessionOpener, open_session,
};
pub use super::operation_call::{Preflight, PreflightContext};
