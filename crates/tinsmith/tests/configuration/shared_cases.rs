//! The cases that AWS's SDKs share, if they are beside the repository: `../shared/conformance`.

use std::path::Path;

use serde_json::Value;
use tinsmith::credentials::ContainerCredentials;
use tinsmith::testing::fuzzing::ProfileFiles;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, Environment, ProvideCredentials};

use crate::support::{credentials, get_thing, handle};

/// Returns the cases of a file. If the file does not exist, prints a line and returns `None`.
fn cases(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let path = path.join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) => {
            eprintln!("not run, since {} does not exist", path.display());
            None
        }
    }
}

fn strings(object: &Value) -> Vec<(String, String)> {
    let object = object.as_object().into_iter().flatten();
    object
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}

/// Returns the URI of the first request.
fn first(script: &ScriptedTransport) -> Option<String> {
    Some(script.requests().first()?.uri().to_string())
}

#[tokio::test(start_paused = true)]
async fn the_container_s_endpoint_is_that_of_the_shared_cases() {
    let Some(cases) = cases("ecs-tests.json") else {
        return;
    };
    for case in cases["tests"].as_array().unwrap() {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(404));
        let config = Config::builder().transport(script.clone()).build();
        let environment = strings(&case["env"]).into_iter().collect();
        let provider = ContainerCredentials::with_environment(&config, environment);
        assert!(provider.provide_credentials().await.is_err());
        let expected = case["result"]["Ok"].as_str().map(str::to_owned);
        assert_eq!(first(&script), expected, "{}", case["docs"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_endpoint_of_the_instance_metadata_is_that_of_the_shared_cases() {
    let Some(cases) = cases("imds-endpoint-tests.json") else {
        return;
    };
    for case in cases["tests"].as_array().unwrap() {
        // Settings in code are variables here.
        let mut variables = strings(&case["env"]);
        let overrides = [
            ("endpoint_override", "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
            ("mode_override", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
        ];
        for (key, name) in overrides {
            if let Some(value) = case[key].as_str() {
                variables.push((name.to_owned(), value.to_owned()));
            }
        }
        let environment = Environment::from_iter(variables).with_files(strings(&case["fs"]));
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(404));
        let builder = Config::builder().environment(environment).region("x");
        let config = builder.transport(script.clone()).load().await.unwrap();
        let provider = config.credentials_provider().unwrap();
        assert!(provider.provide_credentials().await.is_err());
        let expected = case["result"]["Ok"].as_str().map(str::to_owned);
        assert_eq!(first(&script), expected, "{}", case["docs"]);
    }
}

#[tokio::test]
async fn the_trace_id_is_sent_as_in_the_shared_cases() {
    let Some(cases) = cases("recursion-detection.json") else {
        return;
    };
    const NAME: http::HeaderName = http::HeaderName::from_static("x-amzn-trace-id");
    for case in cases.as_array().unwrap() {
        let header = |key: &str| {
            let header = case[key].as_array().unwrap().first()?.as_str()?;
            Some(header.split_once(": ")?.1.to_owned())
        };
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
        let builder = Config::builder()
            .environment(strings(&case["env"]).into_iter().collect())
            .region("us-west-2")
            .credentials(credentials());
        let config = builder.transport(script.clone()).load().await.unwrap();
        let mut call = handle(config.to_builder()).call();
        if let Some(value) = header("requestHeadersBefore") {
            call = call.configure(|options| options.header(NAME, value.parse().unwrap()));
        }
        get_thing(call).await.unwrap();
        let requests = script.requests();
        let sent = requests[0].headers().get("x-amzn-trace-id");
        let sent = sent.map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(sent, header("requestHeadersAfter"), "{case}");
    }
}

/// The cases that the AWS CLI parses differently. The client follows the AWS CLI: a `:` separates key and value as well, a `#` or `;` within a value
/// belongs to it, and an empty line within a nested block belongs to its value.
const CLI_DIFFERS: [&str; 6] = [
    "Property definitions must contain an equals sign.",
    "Pound sign comments are ignored.",
    "Semicolon sign comments are ignored.",
    "All comment types can be used together.",
    "Comments can be empty.",
    "Sub-properties can have blank lines that are ignored",
];

#[test]
fn the_shared_files_are_parsed_as_in_the_shared_cases() {
    let Some(cases) = cases("profile-parser-tests.json") else {
        return;
    };
    let mut differences = Vec::new();
    for case in cases["tests"].as_array().unwrap() {
        let (name, input) = (case["name"].as_str().unwrap(), &case["input"]);
        let text = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
        let files = ProfileFiles::parse(
            text("configFile").as_bytes(),
            text("credentialsFile").as_bytes(),
        );
        let output = &case["output"];
        let is_same = match (&files, output.get("errorContaining")) {
            (Err(_), Some(_)) => true,
            (Ok(files), None) => has_profiles(files, &output["config"]["profiles"]),
            _ => false,
        };
        if !is_same {
            differences.push(name);
        }
    }
    assert_eq!(differences, CLI_DIFFERS);
}

fn has_profiles(files: &ProfileFiles, profiles: &Value) -> bool {
    let profiles = profiles.as_object().into_iter().flatten();
    profiles.into_iter().all(|(profile, properties)| {
        let properties = strings(properties);
        properties.iter().all(|(key, value)| {
            let found = files.get(profile, key).unwrap_or_default();
            found == *value
        })
    })
}
