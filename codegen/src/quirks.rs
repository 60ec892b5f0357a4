//! The quirks of services: requirements that their models do not contain.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The quirks of a service.
///
/// Those of known services are part of the generator, in the file `quirks.json`, with the names of these fields in kebab-case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quirks {
    /// Headers of every request.
    pub headers: BTreeMap<String, String>,
    /// Values of input members that the caller does not set: by `Structure$member`, or by `member` for every input that
    /// has one. An example is `-`, which stands for the account of the credentials.
    pub defaults: BTreeMap<String, String>,
    /// Input members that are the URL to send the request to, each as `Structure$member`.
    pub endpoints: Vec<String>,
    /// Labels at the beginning of paths that the endpoint rule set makes a part of the endpoint, by name. Without a rule set they stay in
    /// the path.
    pub endpoint_labels: Vec<String>,
    /// Host prefixes of operations that the endpoint rules contain already, such as `{AccountId}.`: the rules add them, and the
    /// client does not.
    pub prefixes_in_rules: Vec<String>,
    /// Boolean parameters of the endpoint rules that have a fixed value in the requests of an operation, by the names of operation and parameter, as
    /// the trait `smithy.rules#staticContextParams` has them. They take precedence over the settings of the client.
    pub endpoint_params: BTreeMap<String, BTreeMap<String, bool>>,
    /// Settings of the environment and the shared files for parameters of the endpoint rules.
    pub parameter_settings: Vec<ParameterSettingQuirk>,
    /// Query parameters in the URIs of operations that the client omits, by name. They only name the operation, and the service does not need
    /// them.
    pub omitted_query: Vec<String>,
    /// Paginated operations whose last page has the token of its request as the next token, by name.
    pub end_with_unchanged_token: Vec<String>,
    /// Members of the outputs of paginated operations that are true if there are more pages, by the name of the operation. The last page of these
    /// operations may have a token, which leads nowhere.
    pub more_results: BTreeMap<String, String>,
    /// String shapes with ids, by name. In outputs, a path precedes the id, as in `/hostedzone/Z1`. The client removes it, up to the last slash,
    /// from the members of inputs.
    pub ids_behind_paths: Vec<String>,
    /// Operations that copy from another region and need a presigned URL of the same request there, by name.
    pub copies_between_regions: BTreeMap<String, RegionCopyQuirk>,
    /// The redirect of requests to the region of their resource, which the service names in an error.
    pub regional_redirects: Option<RegionalRedirectQuirk>,
    /// The sessions with a resource, whose credentials sign requests to endpoints that need them.
    pub session_credentials: Option<SessionCredentialsQuirk>,
    /// True if responses with a status of success may be errors, whose document has another root than an output (restXml with `noErrorWrapping`).
    pub errors_with_success: bool,
    /// Members of outputs whose headers may be invalid, because users have set them, each as `Structure$member`. A member with an invalid
    /// header is absent.
    pub may_be_invalid: Vec<String>,
    /// The XML elements of members of errors, each by `Structure$member`, if the service sends an element with another name than that of the model.
    pub error_elements: BTreeMap<String, String>,
    /// Members of inputs that are parts of a URL in a header, each as `Structure$member`. The caller encodes them, as their documentation says, and the
    /// characters that are not valid in a URL, such as spaces and those outside of ASCII, are encoded for the caller.
    pub url_encoded: Vec<String>,
    /// True if signed requests have the hash of their body in the header `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` if the signature does not cover the
    /// body, and presigned URLs do not cover the body.
    pub body_hash_header: bool,
    /// Operations whose body is sent with its SHA-256 tree hash, by name.
    pub tree_hash: Vec<String>,
    /// Operations that wait for work and that programs call in a loop, by name. The trait `smithy.api#longPoll` means the same.
    pub long_poll: Vec<String>,
    /// The defaults of retries, if they differ from those of most services.
    pub retries: Option<RetriesQuirk>,
    /// Operations whose body waits for the interim response `100 Continue` if it is a large stream, by name.
    pub expect_continue: Vec<String>,
}

/// The defaults of a service's retries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RetriesQuirk {
    /// The maximum number of attempts.
    pub max_attempts: u32,
    /// The longest delay before the first retry after a transient error, in milliseconds.
    pub initial_backoff_ms: u64,
}

/// The members by which an operation copies from another region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegionCopyQuirk {
    /// The member with the source region.
    pub source_region: Option<String>,
    /// The member with the Amazon Resource Name of the source, in place of one with its region.
    pub source_arn: Option<String>,
    /// The member for the region of the request, if the service requires it beside the URL.
    pub destination_region: Option<String>,
    /// The member for the URL.
    pub url: String,
}

/// The requests that are sent again to the region of their resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegionalRedirectQuirk {
    /// The parameter of the endpoint rules that is the resource.
    pub parameter: String,
    /// The header of an error with the region of the resource.
    pub header: String,
    /// The element of an error's document with the region.
    pub element: String,
    /// The operations that create the resource, by name. They are sent to the region of the client.
    #[serde(default)]
    pub created_by: Vec<String>,
    /// The request that returns the region of the resource in the header, for errors that do not name it.
    pub lookup: Option<RegionLookupQuirk>,
}

/// The operation whose request returns the region of a resource. It need not be generated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegionLookupQuirk {
    /// The operation, by name. Its request consists of its method and its path.
    pub operation: String,
    /// The codes of the errors that mean another region, beside those with the status of a redirect.
    #[serde(default)]
    pub errors: Vec<String>,
}

/// The credentials of sessions, which an operation of the service opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SessionCredentialsQuirk {
    /// The operation that opens a session, by name.
    pub operation: String,
    /// The parameter of the endpoint rules that is the resource of a session.
    pub parameter: String,
    /// The member of the operation's output with the structure of the credentials. Its members are `AccessKeyId`, `SecretAccessKey`, `SessionToken` and
    /// `Expiration`, as in the operations of STS.
    pub credentials: String,
    /// The authentication scheme in the endpoint rules that needs a session.
    pub scheme: String,
    /// The header with the session token.
    pub header: String,
    /// The query parameter of presigned URLs with the session token.
    pub query_parameter: String,
}

/// The members of the structure with the credentials of a session.
impl SessionCredentialsQuirk {
    pub(crate) const ACCESS_KEY_ID: &str = "AccessKeyId";
    pub(crate) const SECRET_ACCESS_KEY: &str = "SecretAccessKey";
    pub(crate) const SESSION_TOKEN: &str = "SessionToken";
    pub(crate) const EXPIRATION: &str = "Expiration";
}

/// A setting of the environment and the shared files for a boolean parameter of the endpoint rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParameterSettingQuirk {
    /// The parameter.
    pub parameter: String,
    /// The environment variable, if there is one.
    #[serde(default)]
    pub variable: String,
    /// The keys of the profile by precedence, each as `key`, or as `block.key` if it is in a nested block.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The texts that the setting may have, with their values, in place of `true` and `false`. A text without a value sets nothing.
    #[serde(default)]
    pub texts: BTreeMap<String, Option<bool>>,
}

impl Quirks {
    /// Returns the quirks of the services that the generator knows, by the service's shape id.
    ///
    /// # Errors
    ///
    /// Fails if the file in the generator is invalid, which a test excludes.
    pub fn known() -> Result<BTreeMap<String, Self>, serde_json::Error> {
        serde_json::from_str(include_str!("../quirks.json"))
    }

    /// True if a preflight or a setting has this parameter of the endpoint rules.
    pub(crate) fn refers_to_parameter(&self, name: &str) -> bool {
        let redirects = self.regional_redirects.as_ref();
        let session = self.session_credentials.as_ref();
        let mut settings = self.parameter_settings.iter();
        redirects.is_some_and(|quirk| quirk.parameter == name)
            || session.is_some_and(|quirk| quirk.parameter == name)
            || settings.any(|setting| setting.parameter == name)
    }
}
