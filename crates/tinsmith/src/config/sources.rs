//! The sources of settings that are not code.

use super::environment::Environment;
use super::origin::{Origin, Setting};
use crate::error::{Error, ErrorKind};
use crate::profile::Profile;

/// The sources of settings, by precedence.
#[cfg_attr(feature = "session-credentials", derive(Clone))]
pub(crate) struct Sources {
    pub(super) environment: Environment,
    pub(super) profile: Profile,
}

impl Sources {
    pub(super) fn text(&self, variables: &[&str], key: &str) -> Option<Setting> {
        let variable = variables.iter().find_map(|name| {
            let value = self.environment.get(name)?.to_owned();
            Some(Setting {
                value,
                origin: Origin::Variable((*name).to_owned()),
            })
        });
        variable.or_else(|| self.profile.get(key))
    }

    pub(super) fn parsed<T>(
        &self,
        variable: &str,
        key: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(setting) = self.text(&[variable], key) else {
            return Ok(None);
        };
        parse_setting(&setting, expected, parse).map(Some)
    }

    /// Returns a setting that is true or false.
    ///
    /// # Errors
    ///
    /// The setting has another value.
    pub(crate) fn boolean(&self, variable: &str, key: &str) -> Result<Option<bool>, Error> {
        let setting = self.text(&[variable], key);
        setting.as_ref().map(parse_boolean).transpose()
    }
}

/// Parses a setting that is true or false.
///
/// # Errors
///
/// The setting has another value.
pub(super) fn parse_boolean(setting: &Setting) -> Result<bool, Error> {
    parse_setting(setting, "`true` or `false`", |text| {
        match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    })
}

fn parse_setting<T>(
    setting: &Setting,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Error> {
    parse(&setting.value).ok_or_else(|| {
        let message = format!(
            "{:?} set by {} is not {expected}",
            setting.value, setting.origin
        );
        Error::new(ErrorKind::Config, message)
    })
}
