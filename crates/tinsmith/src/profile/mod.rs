//! The shared configuration and credentials files, and the profile selected from them.

mod file;
#[cfg(feature = "testing")]
pub(crate) mod fuzzing;
mod parse;
pub(crate) mod shell_words;

use std::sync::Arc;

use self::file::{ConfigFile, CredentialsFile};
use crate::config::{Environment, Setting};
use crate::error::{Error, ErrorKind};

#[cfg(test)]
thread_local! {
    /// The number of keys that were looked up, for tests that count work.
    pub(crate) static LOOKUPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The two shared files, with one profile selected.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    name: String,
    config: Arc<ConfigFile>,
    credentials: Arc<CredentialsFile>,
}

impl Profile {
    /// Reads both files, which need not exist, and selects a profile: `name`, else `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, else
    /// `default`.
    pub(crate) fn load(environment: &Environment, name: Option<&str>) -> Result<Self, Error> {
        let config = Arc::new(ConfigFile::load(environment)?);
        let credentials = Arc::new(CredentialsFile::load(environment)?);
        let (name, selected_by) = match name {
            Some(name) => (name, Some("the code")),
            None => ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
                .into_iter()
                .find_map(|variable| Some((environment.get(variable)?, Some(variable))))
                .unwrap_or(("default", None)),
        };
        let profile = Self {
            name: name.to_owned(),
            config,
            credentials,
        };
        match selected_by {
            Some(selected_by) if !profile.exists() => Err(Error::new(
                ErrorKind::Config,
                format!(
                    "the profile `{name}` selected by {selected_by} is neither in {} nor in {}{}",
                    profile.config,
                    profile.credentials,
                    profile.hint()
                ),
            )),
            _ => Ok(profile),
        }
    }

    /// Returns the name of the profile.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns another profile of the same files, if there is one of this name.
    pub(crate) fn select(&self, name: &str) -> Option<Self> {
        let profile = Self {
            name: name.to_owned(),
            ..self.clone()
        };
        profile.exists().then_some(profile)
    }

    /// Returns a key of `[sso-session NAME]`.
    pub(crate) fn get_from_sso_session(&self, name: &str, key: &str) -> Option<Setting> {
        self.config.sso_session(name)?.get(&self.config.path, key)
    }

    /// Returns a key of the `[sso-session NAME]` that the profile names by a setting, or the reason why there is none.
    pub(crate) fn require_from_sso_session(
        &self,
        session: &Setting,
        key: &str,
    ) -> Result<Setting, String> {
        let (name, origin) = (&session.value, &session.origin);
        self.get_from_sso_session(name, key)
            .ok_or_else(|| format!("{origin} names `[sso-session {name}]`, which has no {key}"))
    }

    /// Describes the profile and its files for an error about a missing setting.
    pub(crate) fn describe(&self) -> String {
        format!(
            "the profile `{}` of {} and {}{}",
            self.name,
            self.config,
            self.credentials,
            self.hint()
        )
    }

    /// Returns a key of the profile, from either file. The credentials file precedes the configuration file, as botocore merges them.
    pub(crate) fn get(&self, key: &str) -> Option<Setting> {
        self.get_from_credentials(key)
            .or_else(|| self.get_from_config(key))
    }

    /// Returns a key of the profile in the credentials file.
    pub(crate) fn get_from_credentials(&self, key: &str) -> Option<Setting> {
        #[cfg(test)]
        LOOKUPS.set(LOOKUPS.get() + 1);
        let section = self.credentials.profile(&self.name)?;
        section.get(&self.credentials.path, key)
    }

    /// Returns a key of the profile in the configuration file.
    pub(crate) fn get_from_config(&self, key: &str) -> Option<Setting> {
        let section = self.config.profile(&self.name)?;
        section.get(&self.config.path, key)
    }

    /// Returns a key in the nested blocks of the profile, such as `s3`, with the names of the blocks, by precedence.
    #[cfg(feature = "checksums")]
    pub(crate) fn get_nested(&self, key: &str) -> Vec<(String, Setting)> {
        let (credentials, config) = (&self.credentials, &self.config);
        let sections = [
            (credentials.profile(&self.name), &credentials.path),
            (config.profile(&self.name), &config.path),
        ];
        let sections = sections.into_iter();
        let settings = sections.filter_map(|(section, path)| Some(section?.get_nested(path, key)));
        settings.flatten().collect()
    }

    /// Returns the endpoints of the `services` section that the profile names: service and URL, by precedence.
    ///
    /// # Errors
    ///
    /// The profile names a section that does not exist. Without an error, requests for an emulator would go to the service itself.
    pub(crate) fn service_endpoints(&self) -> Result<Vec<(String, Setting)>, Error> {
        let Some(services) = self.get("services") else {
            return Ok(Vec::new());
        };
        match self.config.services(&services.value) {
            Some(section) => Ok(section.get_nested(&self.config.path, "endpoint_url")),
            None => Err(Error::new(
                ErrorKind::Config,
                format!(
                    "{} names `[services {}]`, which is not in {}; add this section or remove the key",
                    services.origin, services.value, self.config
                ),
            )),
        }
    }

    fn exists(&self) -> bool {
        self.config.profile(&self.name).is_some() || self.credentials.profile(&self.name).is_some()
    }

    /// Explains why a profile is not found although the configuration file has a section of its name.
    fn hint(&self) -> String {
        let name = &self.name;
        if self.exists() || !self.config.has_bare_section(name) {
            return String::new();
        }
        let path = self.config.path.display();
        format!("; `[{name}]` in {path} has to be `[profile {name}]`")
    }
}
