//! Tests without a network: scripted responses and the requests that were sent.
//!
//! A [`ScriptedTransport`] replaces the network. A script has one line for each response:
//!
//! ```
//! # use tinsmith::service::{FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata};
//! # #[derive(Clone, Debug, Default)] struct GetFarmInput { farm_id: Option<String> }
//! # #[derive(Debug, Default)] struct GetFarmOutput { name: String }
//! # impl FromResponse for GetFarmOutput { fn from_response(_: &mut ResponseReader<'_>) -> Self { Self::default() } }
//! # impl Operation for GetFarmInput {
//! #     type Output = GetFarmOutput;
//! #     const METADATA: &'static OperationMetadata = &OperationMetadata { service: &SERVICE, name: "GetFarm", uri: "/{farmId}", ..OperationMetadata::DEFAULT };
//! #     fn write(&self, request: &mut RequestWriter<'_>) { request.label("farmId", &self.farm_id); }
//! # }
//! # static SERVICE: ServiceMetadata = ServiceMetadata { name: "Farms", signing_name: "farms", endpoint_prefix: "farms", protocol: &tinsmith::protocol::REST_JSON_1, ..ServiceMetadata::DEFAULT };
//! # struct Client(tinsmith::Handle);
//! # impl Client {
//! #     fn new(config: &tinsmith::Config) -> Self { Self(tinsmith::Handle::new(config, &SERVICE)) }
//! #     async fn get_farm(&self, id: &str) -> Result<GetFarmOutput, tinsmith::Error> { self.0.call().send(GetFarmInput { farm_id: Some(id.into()) }).await }
//! # }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), tinsmith::Error> {
//! use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
//!
//! let script = ScriptedTransport::new();
//! script.respond(ScriptedResponse::output_with(|farm: &mut GetFarmOutput| farm.name = "north".to_owned()));
//! script.when("GetFarm").respond(ScriptedResponse::error(404, "ResourceNotFoundException", "no such farm"));
//! let client = Client::new(&script.config());
//!
//! assert_eq!(client.get_farm("farm-1").await?.name, "north");
//! assert_eq!(client.get_farm("farm-2").await.unwrap_err().code(), Some("ResourceNotFoundException"));
//! let sent = script.sent_requests();
//! assert_eq!(sent[1].input::<GetFarmInput>().unwrap().farm_id.as_deref(), Some("farm-2"));
//! assert_eq!(sent[1].path(), "/farm-2");
//! script.assert_finished();
//! # Ok(()) }
//! ```
//!
//! A scripted response is an output or an error of the model, any HTTP response, a transport error, a delay, or no response at all.
//! [`ScriptedTransport::pages`] scripts all pages of a paginated operation. [`filled`] creates a generated structure field by field. A
//! [`Recorder`] writes real traffic to a file, and [`ScriptedTransport::replay`] plays it back.

mod difference;
#[cfg(feature = "environment")]
#[doc(hidden)]
pub mod fuzzing {
    //! Entry points for fuzz targets: parsers that are not public otherwise. They are no part of the API.

    pub use crate::profile::fuzzing::{ProfileFiles, Section, sections};
}
mod matchers;
#[cfg(feature = "environment")]
mod memory_files;
mod open_body;
#[doc(hidden)]
pub mod protocol;
mod recorder;
mod replay;
mod script;
mod scripted_pages;
mod scripted_response;
pub(crate) mod sensitive;
#[cfg(feature = "event-stream")]
pub(crate) mod sent_events;
mod sent_request;
pub(crate) mod typed;
mod xml_redaction;

pub use self::matchers::{Input, Matcher, Path};
#[cfg(feature = "environment")]
pub(crate) use self::memory_files::MemoryFiles;
pub use self::protocol::filled;
pub use self::recorder::Recorder;
pub use self::script::{Expectation, ScriptedTransport};
pub use self::scripted_response::ScriptedResponse;
pub use self::sent_request::SentRequest;
pub use crate::time::TestTime;
