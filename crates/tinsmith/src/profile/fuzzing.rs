//! The parser of the shared files, for tests and fuzzing.

use std::sync::Arc;

use super::file::{ConfigFile, CredentialsFile};
use super::{Profile, parse};
use crate::error::Error;

/// A section of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The text in the brackets.
    pub header: String,
    /// The words of the header.
    pub words: Vec<String>,
    /// Keys in lower case, with their values.
    pub properties: Vec<(String, String)>,
}

/// Parses a file.
///
/// # Errors
///
/// The number of the first line that cannot be parsed.
pub fn sections(text: &[u8]) -> Result<Vec<Section>, String> {
    let sections = parse::parse(text)
        .map_err(|malformed| format!("line {} {}", malformed.line, malformed.problem))?;
    let section = |section: parse::Section| Section {
        header: section.header.clone(),
        words: section.words.clone(),
        properties: section
            .properties()
            .iter()
            .map(|property| (property.key.clone(), property.value.clone()))
            .collect(),
    };
    Ok(sections.into_iter().map(section).collect())
}

/// The texts of both files, parsed.
#[derive(Clone, Debug)]
pub struct ProfileFiles(Profile);

impl ProfileFiles {
    /// Parses the texts of both files.
    ///
    /// # Errors
    ///
    /// One of them cannot be parsed.
    pub fn parse(config: &[u8], credentials: &[u8]) -> Result<Self, Error> {
        Ok(Self(Profile {
            name: "default".to_owned(),
            config: Arc::new(ConfigFile::from_text(config)?),
            credentials: Arc::new(CredentialsFile::from_text(credentials)?),
        }))
    }

    /// Returns a key of a profile.
    pub fn get(&self, profile: &str, key: &str) -> Option<String> {
        Some(self.0.select(profile)?.get(key)?.value)
    }

    /// Returns a key of a profile in the credentials file.
    pub fn credential(&self, profile: &str, key: &str) -> Option<String> {
        Some(self.0.select(profile)?.get_from_credentials(key)?.value)
    }

    /// Returns a key of `[sso-session NAME]`.
    pub fn sso_session(&self, name: &str, key: &str) -> Option<String> {
        Some(self.0.get_from_sso_session(name, key)?.value)
    }

    /// Returns the endpoints that a profile sets for services, by precedence.
    ///
    /// # Errors
    ///
    /// The profile names a `services` section that does not exist.
    pub fn service_endpoints(&self, profile: &str) -> Result<Vec<(String, String)>, Error> {
        let Some(profile) = self.0.select(profile) else {
            return Ok(Vec::new());
        };
        let endpoints = profile.service_endpoints()?.into_iter();
        Ok(endpoints
            .map(|(service, found)| (service, found.value))
            .collect())
    }
}
