//! The two shared files: where they are, and the sections in them by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::parse::{self, Section, SyntaxError};
use crate::config::Environment;
use crate::error::{Error, ErrorKind, quote};

/// `~/.aws/config`
#[derive(Clone, Debug)]
pub(super) struct ConfigFile {
    pub(super) path: Arc<Path>,
    state: State,
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    /// The names of sections without a keyword, which are profiles in the credentials file only.
    bare_sections: BTreeSet<String>,
}

/// `~/.aws/credentials`
#[derive(Clone, Debug)]
pub(super) struct CredentialsFile {
    pub(super) path: Arc<Path>,
    state: State,
    profiles: BTreeMap<String, Section>,
}

/// The result of reading a file.
#[derive(Clone, Debug)]
enum State {
    Read,
    Absent,
    /// The reason why an existing file cannot be read. It then counts as absent, as with botocore.
    Unreadable(String),
}

impl ConfigFile {
    pub(super) fn load(environment: &Environment) -> Result<Self, Error> {
        let (path, state, text) = read(environment, "AWS_CONFIG_FILE", "config");
        Self::parse(path, state, &text)
    }

    #[cfg(feature = "testing")]
    pub(super) fn from_text(text: &[u8]) -> Result<Self, Error> {
        Self::parse(Path::new("config").into(), State::Read, text)
    }

    fn parse(path: Arc<Path>, state: State, text: &[u8]) -> Result<Self, Error> {
        let sections = parse::parse(text).map_err(|problem| syntax_error(&path, &problem))?;
        let mut file = Self {
            path,
            state,
            profiles: BTreeMap::new(),
            sso_sessions: BTreeMap::new(),
            services: BTreeMap::new(),
            bare_sections: BTreeSet::new(),
        };
        let mut default = None;
        for section in sections {
            let words: Vec<_> = section.words.iter().map(String::as_str).collect();
            let (sections, name) = match *words {
                ["profile", name] => (&mut file.profiles, name),
                ["sso-session", name] => (&mut file.sso_sessions, name),
                ["services", name] => (&mut file.services, name),
                ["default"] => {
                    merge(&mut default, section);
                    continue;
                }
                _ => {
                    file.bare_sections.insert(section.header);
                    continue;
                }
            };
            let name = name.to_owned();
            merge_named(sections, name, section);
        }
        // `[profile default]` precedes `[default]`.
        if let Some(default) = default {
            file.profiles.entry("default".to_owned()).or_insert(default);
        }
        Ok(file)
    }

    pub(super) fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    pub(super) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    pub(super) fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// True if there is a section `[name]` without the keyword `profile`.
    pub(super) fn has_bare_section(&self, name: &str) -> bool {
        self.bare_sections.contains(name)
    }
}

impl CredentialsFile {
    pub(super) fn load(environment: &Environment) -> Result<Self, Error> {
        let (path, state, text) = read(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        Self::parse(path, state, &text)
    }

    #[cfg(feature = "testing")]
    pub(super) fn from_text(text: &[u8]) -> Result<Self, Error> {
        Self::parse(Path::new("credentials").into(), State::Read, text)
    }

    fn parse(path: Arc<Path>, state: State, text: &[u8]) -> Result<Self, Error> {
        let sections = parse::parse(text).map_err(|problem| syntax_error(&path, &problem))?;
        let mut profiles = BTreeMap::new();
        for section in sections {
            merge_named(&mut profiles, section.header.clone(), section);
        }
        Ok(Self {
            path,
            state,
            profiles,
        })
    }

    pub(super) fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }
}

/// Reads the file that a variable names, else `~/.aws/NAME`.
fn read(environment: &Environment, variable: &str, name: &str) -> (Arc<Path>, State, Vec<u8>) {
    let in_home = || Some(environment.home()?.join(".aws").join(name));
    let Some(path) = environment.path(variable).or_else(in_home) else {
        let path = PathBuf::from("~/.aws").join(name);
        return (path.into(), State::Absent, Vec::new());
    };
    let (state, text) = match environment.read(&path) {
        Ok(text) => (State::Read, text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (State::Absent, Vec::new()),
        Err(error) => {
            tracing::warn!(
                file = quote(path.display().to_string().as_bytes()),
                %error,
                "a shared file cannot be read and counts as absent"
            );
            (State::Unreadable(error.to_string()), Vec::new())
        }
    };
    (path.into(), state, text)
}

fn syntax_error(path: &Path, problem: &SyntaxError) -> Error {
    let message = format!(
        "{}: line {} {}",
        path.display(),
        problem.line,
        problem.problem
    );
    Error::new(ErrorKind::Config, message)
}

/// Sections of one name are one section.
fn merge_named(sections: &mut BTreeMap<String, Section>, name: String, section: Section) {
    match sections.get_mut(&name) {
        Some(known) => known.append(section),
        None => {
            sections.insert(name, section);
        }
    }
}

fn merge(known: &mut Option<Section>, section: Section) {
    match known {
        Some(known) => known.append(section),
        None => *known = Some(section),
    }
}

impl fmt::Display for ConfigFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(&self.path, &self.state, f)
    }
}

impl fmt::Display for CredentialsFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(&self.path, &self.state, f)
    }
}

fn describe(path: &Path, state: &State, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}", path.display())?;
    match state {
        State::Read => Ok(()),
        State::Absent => f.write_str(" (which does not exist)"),
        State::Unreadable(reason) => write!(f, " (which cannot be read: {reason})"),
    }
}
