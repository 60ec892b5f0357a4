//! The shared files without files.

use std::path::Path;
use std::sync::Arc;

use super::{File, Profile, parse};
use crate::error::Error;

/// A section of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The text in the brackets.
    pub header: String,
    /// Its words.
    pub words: Vec<String>,
    /// Keys in lower case, with their values.
    pub properties: Vec<(String, String)>,
}

/// What a file says.
///
/// # Errors
///
/// The first line that cannot be understood, by its number.
pub fn sections(text: &[u8]) -> Result<Vec<Section>, String> {
    let sections = parse::parse(text)
        .map_err(|malformed| format!("line {} {}", malformed.line, malformed.problem))?;
    let section = |section: parse::Section| Section {
        header: section.header,
        words: section.words,
        properties: section
            .properties
            .into_iter()
            .map(|property| (property.key, property.value))
            .collect(),
    };
    Ok(sections.into_iter().map(section).collect())
}

/// Both files.
#[derive(Clone, Debug)]
pub struct ProfileFiles(Profile);

impl ProfileFiles {
    /// Reads the texts of both files.
    ///
    /// # Errors
    ///
    /// One of them cannot be understood.
    pub fn parse(config: &[u8], credentials: &[u8]) -> Result<Self, Error> {
        Ok(Self(Profile {
            name: "default".to_owned(),
            config: Arc::new(File::parse(Path::new("config"), config)?),
            credentials: Arc::new(File::parse(Path::new("credentials"), credentials)?),
        }))
    }

    /// A key of a profile.
    pub fn get(&self, profile: &str, key: &str) -> Option<String> {
        Some(self.0.named(profile)?.get(key)?.value)
    }

    /// A key of a profile in the credentials file.
    pub fn credential(&self, profile: &str, key: &str) -> Option<String> {
        Some(self.0.named(profile)?.get_from_credentials(key)?.value)
    }

    /// A key of `[sso-session NAME]`.
    pub fn sso_session(&self, name: &str, key: &str) -> Option<String> {
        Some(self.0.get_from_sso_session(name, key)?.value)
    }

    /// The endpoints that a profile sets for services.
    pub fn service_endpoints(&self, profile: &str) -> Vec<(String, String)> {
        let profile = self.0.named(profile);
        let endpoints = profile.iter().flat_map(Profile::service_endpoints);
        endpoints
            .map(|(service, found)| (service, found.value))
            .collect()
    }
}
