//! Home directories with shared files, and the requests of calls with their settings.

use std::fs;

use tempfile::TempDir;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, Environment, Error};

use crate::support::{get_thing, handle};

/// A home directory with shared files, and an environment that names it.
pub(crate) struct Home(pub(crate) TempDir);

impl Home {
    pub(crate) fn new(config: &str, credentials: &str) -> std::io::Result<Self> {
        let home = TempDir::new()?;
        fs::create_dir(home.path().join(".aws"))?;
        fs::write(home.path().join(".aws/config"), config)?;
        fs::write(home.path().join(".aws/credentials"), credentials)?;
        Ok(Self(home))
    }

    pub(crate) fn environment(&self, variables: &[(&str, &str)]) -> Environment {
        let home = self.0.path().to_string_lossy().into_owned();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let own = [
            ("HOME", home.as_str()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        variables.chain(own).collect()
    }

    pub(crate) async fn load(&self, variables: &[(&str, &str)]) -> Result<Config, Error> {
        Config::builder()
            .environment(self.environment(variables))
            .load()
            .await
    }
}

pub(crate) const CONFIG: &str = "\
[default]
region = eu-central-1

[profile dev]
region = eu-west-1
retry_mode = adaptive
max_attempts = 7
services = local
endpoint_url = http://profile:1

[services local]
thing_service =
  endpoint_url = http://profile-service:1
";

/// Returns the request that a call with these settings sends.
pub(crate) async fn sent(home: &Home, variables: &[(&str, &str)]) -> Result<String, Error> {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let config = home.load(variables).await?.to_builder();
    let config = config.region("us-west-2").transport(script.clone());
    let config = config.credentials(crate::support::credentials());
    get_thing(handle(config).call()).await?;
    let request = script.requests().remove(0);
    let agent = &request.headers()["user-agent"];
    Ok(format!("{} {agent:?}", request.uri()))
}
