//! The options that select a service of a model.

use std::path::PathBuf;

use tinsmith_codegen::{Caller, ServiceSpec};

/// The model and its service.
#[derive(Debug, clap::Args)]
pub(super) struct ModelOptions {
    /// The model: a JSON AST, a file in the Smithy IDL (`.smithy`), or a folder of these; several for a model of several files.
    #[arg(required = true, value_name = "MODEL")]
    pub(super) model: Vec<PathBuf>,
    /// The service, by name or shape id, if the model has several.
    #[arg(long, value_name = "ID")]
    pub(super) service: Option<String>,
    /// The protocol, if the service speaks several: `awsJson1_0`; by default the one that AWS's SDKs prefer.
    #[arg(long, value_name = "NAME")]
    pub(super) protocol: Option<String>,
    /// A trait to ignore although it is unknown or not supported. It is reported.
    #[arg(long, value_name = "NAMESPACE#NAME")]
    pub(super) ignore_trait: Vec<String>,
}

impl ModelOptions {
    /// Returns the specification of a client with all operations that are supported.
    pub(super) fn spec(&self) -> ServiceSpec {
        ServiceSpec {
            service: self.service.clone(),
            protocol: self.protocol.clone(),
            ignore_traits: self.ignore_trait.iter().cloned().collect(),
            skip_unsupported: true,
            caller: Caller::CommandLine,
            ..ServiceSpec::default()
        }
    }
}
