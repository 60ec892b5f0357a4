//! The settings of clients: from code, from the environment, and from the shared files.

mod account_mode;
mod auth_options;
mod build;
mod builder;
#[cfg(feature = "checksums")]
mod checksum_options;
mod endpoint_options;
mod environment;
#[cfg(feature = "environment")]
mod file_system;
#[cfg(feature = "environment")]
mod load;
mod origin;
#[cfg(feature = "aws-config")]
mod sdk_config;
mod settings;
#[cfg(feature = "environment")]
mod sources;
mod timeouts;
#[cfg(feature = "environment")]
pub(crate) mod trace_id;

pub use self::account_mode::AccountIdEndpointMode;
pub use self::builder::ConfigBuilder;
pub use self::environment::Environment;
pub(crate) use self::environment::variable_of_service;
#[cfg(feature = "environment")]
pub(crate) use self::file_system::FileSystem;
#[cfg(all(feature = "environment", feature = "testing"))]
pub(crate) use self::file_system::Files;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(crate) use self::origin::CaBundle;
#[cfg(feature = "environment")]
pub(crate) use self::origin::{Origin, Setting};
pub use self::settings::Config;
pub(crate) use self::settings::Settings;
pub(crate) use self::timeouts::Timeouts;
