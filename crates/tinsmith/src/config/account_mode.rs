//! The mode of account-based endpoints.

use super::origin::Setting;

/// The use of endpoints of an account, which some services have, such as Amazon DynamoDB
/// (`https://123456789012.ddb.us-west-2.amazonaws.com`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountIdEndpointMode {
    /// The account's endpoint if the credentials have an account id, and the regional endpoint otherwise.
    #[default]
    Preferred,
    /// The regional endpoint.
    Disabled,
    /// The account's endpoint. Credentials without an account id are an error.
    Required,
}

impl AccountIdEndpointMode {
    /// Every mode.
    const ALL: [Self; 3] = [Self::Preferred, Self::Disabled, Self::Required];

    /// Returns the name of the mode, as `AWS_ACCOUNT_ID_ENDPOINT_MODE` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Disabled => "disabled",
            Self::Required => "required",
        }
    }

    /// Parses the text of a setting.
    pub(crate) fn from_setting(setting: &Setting) -> Result<Self, String> {
        let Setting { value, origin } = setting;
        let mut modes = Self::ALL.into_iter();
        let mode = modes.find(|mode| value.eq_ignore_ascii_case(mode.as_str()));
        mode.ok_or_else(|| {
            format!("{value:?} set by {origin} is not `preferred`, `disabled` or `required`")
        })
    }
}
