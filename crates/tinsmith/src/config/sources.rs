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
        match parse(&setting.value) {
            Some(value) => Ok(Some(value)),
            None => {
                let message = format!(
                    "{:?} set by {} is not {expected}",
                    setting.value, setting.origin
                );
                Err(Error::new(ErrorKind::Config, message))
            }
        }
    }

    /// Returns a setting that is true or false.
    ///
    /// # Errors
    ///
    /// The setting has another value.
    pub(crate) fn boolean(&self, variable: &str, key: &str) -> Result<Option<bool>, Error> {
        self.parsed(variable, key, "`true` or `false`", |text| {
            match text.to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }
        })
    }
}
