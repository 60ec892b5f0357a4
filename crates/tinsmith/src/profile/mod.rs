//! The shared configuration and credentials files, and the profile chosen from them.

#[cfg(feature = "testing")]
pub(crate) mod fuzzing;
mod parse;
pub(crate) mod shell_words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::parse::{Property, Section};
use crate::config::{Environment, Origin};
use crate::error::{Error, ErrorKind};

/// The two shared files, with one profile chosen.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    name: String,
    config: Arc<File>,
    credentials: Arc<File>,
}

#[derive(Clone, Debug)]
struct File {
    path: Arc<Path>,
    exists: bool,
    sections: Vec<Section>,
}

/// A value from a shared file.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) origin: Origin,
}

/// The value may be a secret.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value set by {}", self.origin)
    }
}

impl Profile {
    /// Reads both files, which need not exist, and chooses a profile: `name`, else `AWS_PROFILE`, else `default`.
    pub(crate) fn load(environment: &Environment, name: Option<&str>) -> Result<Self, Error> {
        let config = Arc::new(File::read(environment, "AWS_CONFIG_FILE", "config")?);
        let credentials = File::read(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
        let credentials = Arc::new(credentials);
        let asked = name
            .map(|name| (name, "the code"))
            .or_else(|| Some((environment.get("AWS_PROFILE")?, "AWS_PROFILE")));
        let (name, asked_by) =
            asked.map_or(("default", None), |(name, asked_by)| (name, Some(asked_by)));
        let profile = Self {
            name: name.to_owned(),
            config,
            credentials,
        };
        match asked_by {
            Some(asked_by) if !profile.exists() => Err(Error::new(
                ErrorKind::Config,
                format!(
                    "the profile `{name}` named by {asked_by} is neither in {} nor in {}",
                    profile.config, profile.credentials
                ),
            )),
            _ => Ok(profile),
        }
    }

    /// The profile's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Another profile of the same files, if there is one of this name.
    pub(crate) fn named(&self, name: &str) -> Option<Self> {
        let profile = Self {
            name: name.to_owned(),
            ..self.clone()
        };
        profile.exists().then_some(profile)
    }

    /// A key of `[sso-session NAME]`.
    pub(crate) fn get_from_sso_session(&self, name: &str, key: &str) -> Option<Found> {
        let sections = self.config.sections.iter();
        let named = sections.filter(|section| *section.words == ["sso-session", name]);
        self.config.last(named, key)
    }

    /// The files that were looked at, in words.
    pub(crate) fn places(&self) -> String {
        format!(
            "the profile `{}` of {} and {}",
            self.name, self.config, self.credentials
        )
    }

    /// A key of the profile. The credentials file goes first.
    pub(crate) fn get(&self, key: &str) -> Option<Found> {
        self.get_from_credentials(key)
            .or_else(|| self.get_from_config(key))
    }

    /// A key of the profile in the credentials file.
    pub(crate) fn get_from_credentials(&self, key: &str) -> Option<Found> {
        let sections = self
            .credentials
            .sections
            .iter()
            .filter(|section| section.header == self.name);
        self.credentials.last(sections, key)
    }

    /// A key of the profile in the configuration file.
    pub(crate) fn get_from_config(&self, key: &str) -> Option<Found> {
        self.config.last(self.config_sections(), key)
    }

    /// The endpoints of the `services` section that the profile names: service, URL.
    pub(crate) fn service_endpoints(&self) -> Vec<(String, Found)> {
        let Some(services) = self.get_from_config("services") else {
            return Vec::new();
        };
        let named = |section: &&Section| *section.words == ["services", services.value.as_str()];
        let properties = self
            .config
            .sections
            .iter()
            .filter(named)
            .flat_map(|section| &section.properties);
        let endpoints = properties.flat_map(|service| {
            let urls = service
                .nested()
                .filter(|property| property.key == "endpoint_url");
            urls.map(|property| (service.key.clone(), self.config.found(&property)))
        });
        endpoints.collect()
    }

    fn exists(&self) -> bool {
        let mut credentials = self.credentials.sections.iter();
        self.config_sections().next().is_some()
            || credentials.any(|section| section.header == self.name)
    }

    /// `[profile x]`; for the default profile `[default]`, too, if there is no `[profile default]`.
    fn config_sections(&self) -> impl Iterator<Item = &Section> {
        let sections = || self.config.sections.iter();
        let words = ["profile", self.name.as_str()];
        let has_word = sections().any(|section| *section.words == words);
        let is_default = self.name == "default" && !has_word;
        sections().filter(move |section| match is_default {
            true => *section.words == ["default"],
            false => *section.words == words,
        })
    }
}

impl File {
    /// Reads the file that a variable names, else `~/.aws/NAME`.
    fn read(environment: &Environment, variable: &str, name: &str) -> Result<Self, Error> {
        let path = match environment.get(variable) {
            Some(path) => environment.expand_home(path),
            None => match environment.home() {
                Some(home) => home.join(".aws").join(name),
                None => {
                    return Ok(Self {
                        path: PathBuf::from("~/.aws").join(name).into(),
                        exists: false,
                        sections: Vec::new(),
                    });
                }
            },
        };
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self {
                    path: path.into(),
                    exists: false,
                    sections: Vec::new(),
                });
            }
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                return Err(Error::new(ErrorKind::Config, message).with_inner(error));
            }
        };
        Self::parse(&path, &text)
    }

    fn parse(path: &Path, text: &[u8]) -> Result<Self, Error> {
        match parse::parse(text) {
            Ok(sections) => Ok(Self {
                path: path.into(),
                exists: true,
                sections,
            }),
            Err(malformed) => {
                let message = format!(
                    "{}: line {} {}",
                    path.display(),
                    malformed.line,
                    malformed.problem
                );
                Err(Error::new(ErrorKind::Config, message))
            }
        }
    }

    /// The key's last value: sections of one name are one section, and later lines count.
    fn last<'a>(&self, sections: impl Iterator<Item = &'a Section>, key: &str) -> Option<Found> {
        let properties = sections.flat_map(|section| &section.properties);
        let last = properties.filter(|property| property.key == key).last();
        last.filter(|property| !property.value.is_empty())
            .map(|property| self.found(property))
    }

    fn found(&self, property: &Property) -> Found {
        let origin = Origin::File {
            path: Arc::clone(&self.path),
            key: property.key.clone(),
            line: property.line,
        };
        Found {
            value: property.value.clone(),
            origin,
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = if self.exists {
            ""
        } else {
            " (which does not exist)"
        };
        write!(f, "{}{missing}", self.path.display())
    }
}
