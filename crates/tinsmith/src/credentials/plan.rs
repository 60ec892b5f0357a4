//! From a profile to a plan: where its first credentials come from, and the roles that are assumed with them.

use std::time::Duration;

use aws_credential_types::Credentials;

use crate::profile::{Found, Profile};

/// How a profile gets its credentials. It has no `Debug`, since the first ones may be keys.
pub(super) struct Plan {
    pub(super) first: First,
    /// The roles that are assumed, in this order, each with the credentials of the one before.
    pub(super) roles: Vec<Role>,
}

/// Where the first credentials come from.
pub(super) enum First {
    Keys(Credentials),
    WebIdentity { role: Role, token_file: String },
    Sso(SsoRole),
    Process(String),
    Environment,
    Container,
    InstanceMetadata,
}

/// A role as a profile describes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration: Option<Duration>,
}

/// A role of IAM Identity Center as a profile describes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SsoRole {
    pub(super) session: Option<String>,
    pub(super) start_url: String,
    pub(super) region: String,
    pub(super) account_id: String,
    pub(super) role_name: String,
}

impl Plan {
    /// The plan of a profile, or `None` if the profile says nothing of credentials.
    pub(super) fn of(profile: &Profile) -> Result<Option<Self>, String> {
        let mut profile = profile.clone();
        let mut visited = vec![profile.name().to_owned()];
        let mut roles = Vec::new();
        let first = loop {
            // The keys of a source go before its role, or a profile could not name itself as the source of its role.
            if !roles.is_empty()
                && let Some(keys) = static_keys(&profile)?
            {
                break First::Keys(keys);
            }
            let Some(arn) = profile.get("role_arn") else {
                break match without_role(&profile)? {
                    Some(first) => first,
                    None if roles.is_empty() => return Ok(None),
                    None => {
                        let chain = chain(&visited);
                        return Err(format!("the profile {chain} has no credentials"));
                    }
                };
            };
            let role = Role::of(&profile, arn.value)?;
            if let Some(token_file) = profile.get("web_identity_token_file") {
                let token_file = token_file.value;
                break First::WebIdentity { role, token_file };
            }
            roles.push(role);
            match source(&profile, &arn.origin)? {
                Source::Place(first) => break first,
                Source::Profile(found) => {
                    let name = found.value;
                    let is_known = visited.contains(&name);
                    let is_itself = name == profile.name();
                    visited.push(name.clone());
                    profile = profile.named(&name).ok_or_else(|| {
                        format!(
                            "the profile `{name}` named by {} does not exist",
                            found.origin
                        )
                    })?;
                    if is_known && !(is_itself && static_keys(&profile)?.is_some()) {
                        let chain = chain(&visited);
                        return Err(format!("the profiles {chain} are each other's source"));
                    }
                }
            }
        };
        roles.reverse();
        Ok(Some(Self { first, roles }))
    }
}

/// `a` -> `b` -> `c`
fn chain(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" -> ")
}

impl Role {
    fn of(profile: &Profile, arn: String) -> Result<Self, String> {
        if let Some(mfa) = profile.get("mfa_serial") {
            return Err(format!(
                "{} asks for multi-factor authentication, which is not supported: \
                 set temporary credentials that were made with it, or leave the role to `credential_process`",
                mfa.origin
            ));
        }
        let text = |key| profile.get(key).map(|found| found.value);
        let duration = match profile.get("duration_seconds") {
            None => None,
            Some(found) => match found.value.parse() {
                Ok(seconds) if seconds > 0 => Some(Duration::from_secs(seconds)),
                _ => {
                    let (value, origin) = (found.value, found.origin);
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
            duration,
        })
    }
}

/// What the credentials to assume a role with come from.
enum Source {
    Profile(Found),
    Place(First),
}

fn source(profile: &Profile, role: &crate::config::Origin) -> Result<Source, String> {
    let place = profile.get("credential_source");
    match (profile.get("source_profile"), place) {
        (Some(profile), None) => Ok(Source::Profile(profile)),
        (None, Some(place)) => match place.value.as_str() {
            "Environment" => Ok(Source::Place(First::Environment)),
            "EcsContainer" => Ok(Source::Place(First::Container)),
            "Ec2InstanceMetadata" => Ok(Source::Place(First::InstanceMetadata)),
            other => Err(format!(
                "{other:?} set by {} is none of `Environment`, `EcsContainer` and `Ec2InstanceMetadata`",
                place.origin
            )),
        },
        (Some(profile), Some(place)) => Err(format!(
            "{} and {} exclude each other",
            profile.origin, place.origin
        )),
        (None, None) => Err(format!(
            "{role} needs a source_profile, a credential_source or a web_identity_token_file beside it"
        )),
    }
}

/// The first credentials of a profile without `role_arn`.
fn without_role(profile: &Profile) -> Result<Option<First>, String> {
    if let Some(found) = profile.get("web_identity_token_file") {
        return Err(format!("{} needs a role_arn beside it", found.origin));
    }
    if let Some(role) = sso_role(profile)? {
        return Ok(Some(First::Sso(role)));
    }
    if let Some(keys) = static_keys(profile)? {
        return Ok(Some(First::Keys(keys)));
    }
    if let Some(found) = profile.get("credential_process") {
        return Ok(Some(First::Process(found.value)));
    }
    match profile.get("login_session") {
        Some(found) => Err(format!(
            "{} was made by `aws login`, which is not supported: leave it to another profile with \
             `credential_process = aws configure export-credentials --profile {} --format process`",
            found.origin,
            profile.name()
        )),
        None => Ok(None),
    }
}

/// A session alone is for bearer tokens, so it is the account or the role that makes a profile one of IAM Identity Center.
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
        let name = &session.value;
        let of_session = profile.get_from_sso_session(name, key).ok_or_else(|| {
            format!(
                "{} names `[sso-session {name}]`, which has no {key}",
                session.origin
            )
        })?;
        match own {
            Some(own) if own.value != of_session.value => {
                Err(format!("{} contradicts {}", own.origin, of_session.origin))
            }
            _ => Ok(of_session),
        }
    };
    let (start_url, region) = (setting("sso_start_url")?, setting("sso_region")?);
    Ok(Some(SsoRole {
        start_url: start_url.value,
        region: region.value,
        account_id: account_id.ok_or_else(|| missing("sso_account_id"))?.value,
        role_name: role_name.ok_or_else(|| missing("sso_role_name"))?.value,
        session: session.map(|found| found.value),
    }))
}

/// Keys in a profile itself. Those of one file are never mixed with those of the other.
fn static_keys(profile: &Profile) -> Result<Option<Credentials>, String> {
    match keys(|key| profile.get_from_credentials(key))? {
        Some(keys) => Ok(Some(keys)),
        None => keys(|key| profile.get_from_config(key)),
    }
}

fn keys(get: impl Fn(&str) -> Option<Found>) -> Result<Option<Credentials>, String> {
    let Some(access_key_id) = get("aws_access_key_id") else {
        return Ok(None);
    };
    let Some(secret_access_key) = get("aws_secret_access_key") else {
        return Err(format!(
            "{} is there, but aws_secret_access_key is not",
            access_key_id.origin
        ));
    };
    let mut credentials = Credentials::builder()
        .provider_name("shared files")
        .access_key_id(access_key_id.value)
        .secret_access_key(secret_access_key.value);
    credentials.set_session_token(get("aws_session_token").map(|found| found.value));
    credentials.set_account_id(get("aws_account_id").map(|found| found.value.into()));
    Ok(Some(credentials.build()))
}
