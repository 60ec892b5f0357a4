//! The cases that are not run.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::workspace::{self, Error};

/// The content of `conformance-skips.toml`: reasons by the ids of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Skips {
    skip: BTreeMap<String, String>,
    skip_without_endpoint_rules: BTreeMap<String, String>,
}

impl Skips {
    /// Reads the file.
    pub(super) fn read() -> Result<Self, Error> {
        let path = workspace::root().join("xtask/conformance-skips.toml");
        toml::from_str(&workspace::read(&path)?).map_err(|error| Error::content(&path, error))
    }

    /// Returns the reasons that apply to a service with endpoint rules or without.
    pub(super) fn of_service(&self, has_endpoint_rules: bool) -> BTreeMap<String, String> {
        let mut skips = self.skip.clone();
        if !has_endpoint_rules {
            skips.extend(self.skip_without_endpoint_rules.clone());
        }
        skips
    }
}
