//! The file `models/services.toml`: the generated crates, each with its model and options.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_tinsmith::check_crate_name;
use serde::Deserialize;
use tinsmith_codegen::{Caller, Dependency, Form, ServiceSpec};

use crate::workspace::{self, Error};

/// The content of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Services {
    #[serde(default)]
    service: Vec<Service>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Service {
    #[serde(rename = "crate")]
    crate_name: String,
    model: String,
    service: Option<String>,
    protocol: Option<String>,
    operations: Option<Vec<String>>,
    #[serde(default)]
    skip_unsupported: bool,
    #[serde(default)]
    ignore_traits: BTreeSet<String>,
    #[serde(default)]
    renames: BTreeMap<String, String>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, toml::Value>,
}

impl Services {
    /// Reads and validates the file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let services: Self =
            toml::from_str(&workspace::read(path)?).map_err(|error| Error::content(path, error))?;
        let mut names = BTreeSet::new();
        for service in &services.service {
            check_crate_name(&service.crate_name)
                .map_err(|message| Error::content(path, message))?;
            if !names.insert(&service.crate_name) {
                let message = format!(
                    "crate `{}` is defined twice; remove one of them",
                    service.crate_name
                );
                return Err(Error::content(path, message));
            }
        }
        Ok(services)
    }

    /// Returns the specifications of all crates, each with the file name of its model.
    pub(crate) fn specs(&self) -> impl Iterator<Item = (&str, ServiceSpec)> {
        self.service.iter().map(|service| {
            let spec = ServiceSpec {
                form: Form::Crate,
                crate_name: service.crate_name.clone(),
                crate_version: None,
                model_path: format!("models/{}", service.model),
                service: service.service.clone(),
                protocol: service.protocol.clone(),
                operations: service.operations.clone(),
                renames: service.renames.clone(),
                skip_unsupported: service.skip_unsupported,
                ignore_traits: service.ignore_traits.clone(),
                caller: Caller::ServicesFile,
                dev_dependencies: service
                    .dev_dependencies
                    .iter()
                    .map(|(name, value)| (name.clone(), value.to_string()))
                    .collect(),
                runtime: Dependency::Workspace,
                quirks: BTreeMap::new(),
            };
            (service.model.as_str(), spec)
        })
    }
}
