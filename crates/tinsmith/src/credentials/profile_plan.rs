//! The plan of a profile: the source of its first credentials, and the roles that are assumed with them.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_credential_types::Credentials;

use super::validate::Part;
use crate::config::{Origin, Setting};
use crate::profile::Profile;

/// The way to the credentials of a profile. It has no `Debug`, since the first credentials may be keys.
pub(super) struct ProfilePlan {
    pub(super) base: BaseCredentials,
    /// The roles in the order in which they are assumed, each with the credentials of the one before.
    pub(super) roles: Vec<Role>,
}

/// The source of the first credentials.
pub(super) enum BaseCredentials {
    Keys(Credentials),
    WebIdentity {
        role: Role,
        token_file: String,
    },
    Sso(SsoRole),
    Login {
        session: String,
        profile: String,
    },
    Process {
        command_line: String,
        account_id: Option<String>,
    },
    Environment,
    Container,
    InstanceMetadata,
}

/// A role as a profile describes it.
#[derive(Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    /// The serial number of the MFA device, which a web identity does not need.
    pub(super) mfa_serial: Option<Setting>,
    /// The name of the profile.
    pub(super) profile: String,
    pub(super) duration: Option<Duration>,
}

/// A role of IAM Identity Center as a profile describes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SsoRole {
    /// The name of the profile.
    pub(super) profile: String,
    pub(super) session: Option<String>,
    pub(super) start_url: String,
    pub(super) region: String,
    pub(super) account_id: String,
    pub(super) role_name: String,
}

impl ProfilePlan {
    /// Plans the role of a profile, if it has one that is assumed with other credentials.
    pub(super) fn for_role(profile: &Profile) -> Result<Option<Self>, String> {
        if assumed_role(profile).is_none() {
            return Ok(None);
        }
        let mut profile = profile.clone();
        let mut names = vec![profile.name().to_owned()];
        let mut visited = BTreeSet::from([profile.name().to_owned()]);
        let mut roles = Vec::new();
        let base = loop {
            // A source with keys does not use its role, so that a profile can name itself as the source of its role. As in botocore, the
            // keys decide that alone: the other credentials of the source are used in their usual order.
            let is_source_with_keys = !roles.is_empty() && has_keys(&profile);
            let Some(arn) = assumed_role(&profile).filter(|_| !is_source_with_keys) else {
                break base_credentials(&profile)?
                    .ok_or_else(|| format!("the profile {} has no credentials", chain(&names)))?;
            };
            let origin = arn.origin.clone();
            roles.push(Role::from_profile(&profile, arn.value)?);
            let source = match role_source(&profile, &origin)? {
                RoleSource::Base(base) => break base,
                RoleSource::Profile(source) => source,
            };
            let name = source.value;
            let is_itself = name == profile.name();
            let is_new = visited.insert(name.clone());
            names.push(name.clone());
            profile = profile.select(&name).ok_or_else(|| {
                format!(
                    "the profile `{name}` named by {} does not exist",
                    source.origin
                )
            })?;
            let has_own_keys = is_itself && has_keys(&profile);
            if !is_new && !has_own_keys {
                let chain = chain(&names);
                return Err(format!("the profiles {chain} are each other's source"));
            }
        };
        roles.reverse();
        Ok(Some(Self { base, roles }))
    }

    /// Plans the other credentials of a profile, or returns `None` if it has none.
    pub(super) fn without_role(profile: &Profile) -> Result<Option<Self>, String> {
        let base = base_credentials(profile)?;
        Ok(base.map(|base| Self {
            base,
            roles: Vec::new(),
        }))
    }
}

/// Returns the role that is assumed with other credentials. The one of a web identity needs none.
fn assumed_role(profile: &Profile) -> Option<Setting> {
    match profile.get("web_identity_token_file") {
        Some(_) => None,
        None => profile.get("role_arn"),
    }
}

/// Formats names as "`a` -> `b` -> `c`".
fn chain(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" -> ")
}

impl Role {
    fn from_profile(profile: &Profile, arn: String) -> Result<Self, String> {
        let text = |key| profile.get(key).map(|setting| setting.value);
        let duration = match profile.get("duration_seconds") {
            None => None,
            Some(setting) => match setting.value.parse() {
                Ok(seconds) if seconds > 0 => Some(Duration::from_secs(seconds)),
                _ => {
                    let (value, origin) = (setting.value, setting.origin);
                    return Err(format!(
                        "{value:?} set by {origin} is not a number of seconds"
                    ));
                }
            },
        };
        Ok(Self {
            arn,
            session_name: text("role_session_name"),
            external_id: text("external_id"),
            mfa_serial: profile.get("mfa_serial"),
            profile: profile.name().to_owned(),
            duration,
        })
    }
}

/// The source of the credentials that a role is assumed with.
enum RoleSource {
    Profile(Setting),
    Base(BaseCredentials),
}

fn role_source(profile: &Profile, role: &Origin) -> Result<RoleSource, String> {
    let source = profile.get("credential_source");
    match (profile.get("source_profile"), source) {
        (Some(profile), None) => Ok(RoleSource::Profile(profile)),
        (None, Some(source)) => match source.value.as_str() {
            "Environment" => Ok(RoleSource::Base(BaseCredentials::Environment)),
            "EcsContainer" => Ok(RoleSource::Base(BaseCredentials::Container)),
            "Ec2InstanceMetadata" => Ok(RoleSource::Base(BaseCredentials::InstanceMetadata)),
            other => Err(format!(
                "{other:?} set by {} is none of `Environment`, `EcsContainer` and `Ec2InstanceMetadata`",
                source.origin
            )),
        },
        (Some(profile), Some(source)) => Err(format!(
            "{} and {} exclude each other",
            profile.origin, source.origin
        )),
        (None, None) => Err(format!(
            "{role} needs a source_profile, a credential_source or a web_identity_token_file beside it"
        )),
    }
}

/// Returns the credentials of a profile without a role that is assumed with others.
fn base_credentials(profile: &Profile) -> Result<Option<BaseCredentials>, String> {
    if let Some(token_file) = profile.get("web_identity_token_file") {
        let Some(arn) = profile.get("role_arn") else {
            return Err(format!("{} needs a role_arn beside it", token_file.origin));
        };
        return Ok(Some(BaseCredentials::WebIdentity {
            role: Role::from_profile(profile, arn.value)?,
            token_file: token_file.value,
        }));
    }
    if let Some(role) = sso_role(profile)? {
        return Ok(Some(BaseCredentials::Sso(role)));
    }
    if let Some(keys) = keys(|key| profile.get_from_credentials(key))? {
        return Ok(Some(BaseCredentials::Keys(keys)));
    }
    if let Some(session) = profile.get("login_session") {
        return Ok(Some(BaseCredentials::Login {
            session: session.value,
            profile: profile.name().to_owned(),
        }));
    }
    if let Some(command_line) = profile.get("credential_process") {
        return Ok(Some(BaseCredentials::Process {
            command_line: command_line.value,
            account_id: profile.get("aws_account_id").map(|setting| setting.value),
        }));
    }
    let keys = keys(|key| profile.get_from_config(key))?;
    Ok(keys.map(BaseCredentials::Keys))
}

/// Returns the role of IAM Identity Center. A session alone is for bearer tokens; a role needs an account and a name.
fn sso_role(profile: &Profile) -> Result<Option<SsoRole>, String> {
    let account_id = profile.get("sso_account_id");
    let role_name = profile.get("sso_role_name");
    let Some(any) = account_id.clone().or(role_name.clone()) else {
        return Ok(None);
    };
    let missing = |key: &str| format!("{} needs {key} beside it", any.origin);
    let session = profile.get("sso_session");
    let setting = |key: &str| {
        let own = profile.get(key);
        let Some(session) = &session else {
            return own.ok_or_else(|| missing(key));
        };
        let of_session = profile.require_from_sso_session(session, key)?;
        match own {
            Some(own) if own.value != of_session.value => {
                Err(format!("{} contradicts {}", own.origin, of_session.origin))
            }
            _ => Ok(of_session),
        }
    };
    let (start_url, region) = (setting("sso_start_url")?, setting("sso_region")?);
    Ok(Some(SsoRole {
        profile: profile.name().to_owned(),
        start_url: start_url.value,
        region: region.value,
        account_id: account_id.ok_or_else(|| missing("sso_account_id"))?.value,
        role_name: role_name.ok_or_else(|| missing("sso_role_name"))?.value,
        session: session.map(|session| session.value),
    }))
}

/// True if a profile has keys, complete or not.
fn has_keys(profile: &Profile) -> bool {
    let mut names = ["aws_access_key_id", "aws_secret_access_key"].into_iter();
    names.any(|name| profile.get(name).is_some())
}

fn keys(get: impl Fn(&str) -> Option<Setting>) -> Result<Option<Credentials>, String> {
    let Some(access_key_id) = get("aws_access_key_id") else {
        return Ok(None);
    };
    let Some(secret_access_key) = get("aws_secret_access_key") else {
        return Err(format!(
            "{} is set, but aws_secret_access_key is not",
            access_key_id.origin
        ));
    };
    let token = get("aws_session_token").or_else(|| get("aws_security_token"));
    let parts = [
        (Part::AccessKeyId, Some(&access_key_id)),
        (Part::SecretAccessKey, Some(&secret_access_key)),
        (Part::SessionToken, token.as_ref()),
    ];
    for (part, setting) in parts {
        if let Some(Setting { value, origin }) = setting {
            part.validate(origin, value)?;
        }
    }
    let mut credentials = Credentials::builder()
        .provider_name("shared files")
        .access_key_id(access_key_id.value)
        .secret_access_key(secret_access_key.value);
    credentials.set_session_token(token.map(|setting| setting.value));
    credentials.set_account_id(get("aws_account_id").map(|setting| setting.value.into()));
    Ok(Some(credentials.build()))
}

#[cfg(feature = "testing")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;
    use crate::profile::LOOKUPS;

    /// Plans a chain of roles of this length and returns the number of lookups.
    fn lookups(length: usize, ends_in_a_loop: bool) -> usize {
        let mut config = "[default]\nrole_arn = arn\nsource_profile = p0\n".to_owned();
        for number in 0..length {
            let source = format!("role_arn = arn\nsource_profile = p{}\n", number + 1);
            config += &format!("[profile p{number}]\n{source}");
        }
        config += &match ends_in_a_loop {
            true => format!("[profile p{length}]\nrole_arn = arn\nsource_profile = p0\n"),
            false => {
                format!("[profile p{length}]\naws_access_key_id = a\naws_secret_access_key = s\n")
            }
        };
        let environment = Environment::from_iter([("AWS_CONFIG_FILE", "/config")]);
        let environment = environment.with_files([("/config", config)]);
        let profile = Profile::load(&environment, None).expect("a profile");
        LOOKUPS.set(0);
        match ProfilePlan::for_role(&profile) {
            Ok(plan) => assert_eq!(plan.expect("a role").roles.len(), length + 1),
            Err(problem) => assert!(problem.ends_with("are each other's source"), "{problem}"),
        }
        LOOKUPS.get()
    }

    #[test]
    fn a_chain_of_source_profiles_takes_linear_work() {
        for ends_in_a_loop in [false, true] {
            let (short, long) = (lookups(500, ends_in_a_loop), lookups(2_000, ends_in_a_loop));
            assert!(short > 500, "{short}");
            assert!(long < 5 * short, "{short} and {long}");
        }
    }
}
