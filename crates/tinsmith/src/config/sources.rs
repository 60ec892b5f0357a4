//! The sources of settings that are not code.

use super::environment::Environment;
use super::origin::{Origin, Setting};
#[cfg(feature = "checksums")]
use crate::endpoint::ParameterSetting;
use crate::error::{Error, ErrorKind};
use crate::profile::Profile;

/// The sources of settings, by precedence.
#[cfg_attr(feature = "checksums", derive(Clone))]
pub(crate) struct Sources {
    pub(super) environment: Environment,
    pub(super) profile: Profile,
}

impl Sources {
    pub(super) fn text(&self, variables: &[&str], key: &str) -> Option<Setting> {
        let mut variables = variables.iter();
        let variable = variables.find_map(|name| self.variable(name));
        variable.or_else(|| self.profile.get(key))
    }

    fn variable(&self, name: &str) -> Option<Setting> {
        let value = self.environment.get(name)?.to_owned();
        Some(Setting {
            value,
            origin: Origin::Variable(name.to_owned()),
        })
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
    pub(super) fn boolean(&self, variable: &str, key: &str) -> Result<Option<bool>, Error> {
        let setting = self.text(&[variable], key);
        setting.as_ref().map(parse_boolean).transpose()
    }

    /// Returns the value of a parameter of endpoint rules, if it is set.
    ///
    /// # Errors
    ///
    /// The setting has another text than it may have.
    #[cfg(feature = "checksums")]
    pub(crate) fn parameter(&self, setting: &ParameterSetting) -> Result<Option<bool>, Error> {
        let of_profile = |key: &&str| match key.split_once('.') {
            None => self.profile.get(key),
            Some((block, key)) => {
                let mut blocks = self.profile.get_nested(key).into_iter();
                let found =
                    blocks.find(|(name, setting)| name == block && !setting.value.is_empty());
                found.map(|(_, setting)| setting)
            }
        };
        let found = self.variable(setting.variable);
        let Some(found) = found.or_else(|| setting.keys.iter().find_map(of_profile)) else {
            return Ok(None);
        };
        if setting.texts.is_empty() {
            return parse_boolean(&found).map(Some);
        }
        let texts = setting.texts.iter();
        let names: Vec<_> = texts.map(|(text, _)| format!("`{text}`")).collect();
        parse_setting(&found, &names.join(" or "), |text| {
            let mut texts = setting.texts.iter();
            texts
                .find(|(known, _)| known.eq_ignore_ascii_case(text))
                .map(|(_, value)| *value)
        })
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
