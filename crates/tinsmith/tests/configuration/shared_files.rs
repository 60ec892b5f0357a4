//! A client reads the shared files as the AWS CLI does: every file in `data/shared_files.json` has the sections in its `cli`, which
//! `data/shared_files.py` recorded, or those in its `ours`, for the reason in its `because`.

use std::collections::BTreeMap;

use serde::Deserialize;
use tinsmith::testing::fuzzing::{ProfileFiles, sections};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    file: Option<String>,
    cli: Reading,
    ours: Option<Found>,
    because: Option<String>,
    /// The error of a file that the AWS CLI cannot read either.
    problem: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reading {
    Found(Found),
    Error(ErrorText),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum ErrorText {
    Error,
}

/// Sections with their keys and values.
type Sections = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct Found {
    profiles: Sections,
    sso_sessions: Sections,
}

impl Found {
    /// Removes differences without effect: empty values, sections without values, empty lines within values.
    fn plain(self) -> Self {
        let plain = |sections: Sections| -> Sections {
            let sections = sections.into_iter().map(|(name, keys)| {
                let keys = keys.into_iter().map(|(key, value)| {
                    let is_block = value.starts_with('\n');
                    let lines = value.lines().filter(|line| !line.is_empty());
                    let lines = is_block.then_some("").into_iter().chain(lines);
                    (key, lines.collect::<Vec<_>>().join("\n"))
                });
                (name, keys.filter(|(_, value)| !value.is_empty()).collect())
            });
            let sections = sections.filter(|(_, keys): &(_, BTreeMap<_, _>)| !keys.is_empty());
            sections.collect()
        };
        Self {
            profiles: plain(self.profiles),
            sso_sessions: plain(self.sso_sessions),
        }
    }
}

/// Returns the sections that clients find in a file, by every name that could be one.
fn read(case: &Case) -> Result<Found, String> {
    let text = case.text.as_bytes();
    let is_config = case.file.is_none();
    let (config, credentials) = if is_config {
        (text, &[][..])
    } else {
        (&[][..], text)
    };
    let sections = sections(text)?;
    let files = ProfileFiles::parse(config, credentials).map_err(|error| error.to_string())?;
    let words = sections.iter().flat_map(|section| &section.words);
    let names = words.chain(sections.iter().map(|section| &section.header));
    let keys = sections.iter().flat_map(|section| &section.properties);
    let keys: Vec<&String> = keys.map(|(key, _)| key).collect();
    let mut found = Found::default();
    for name in names {
        let values = |get: &dyn Fn(&str) -> Option<String>| {
            let values = keys.iter().map(|key| Some(((*key).clone(), get(key)?)));
            values.flatten().collect()
        };
        let profile = values(&|key| files.get(name, key));
        found.profiles.insert(name.clone(), profile);
        let session = values(&|key| files.sso_session(name, key));
        found.sso_sessions.insert(name.clone(), session);
    }
    Ok(found.plain())
}

#[test]
fn files_are_read_as_the_aws_cli_reads_them() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("data/shared_files.json")).unwrap();
    let mut problems = Vec::new();
    for case in cases {
        let found = read(&case);
        let Case {
            name,
            cli,
            ours,
            because,
            problem,
            ..
        } = case;
        assert_eq!(ours.is_some(), because.is_some(), "{name}");
        let expected = match (cli, ours) {
            (Reading::Found(cli), Some(ours)) => {
                let (cli, ours) = (cli.plain(), ours.plain());
                assert_ne!(cli, ours, "{name}: this is no difference");
                Ok(ours)
            }
            (Reading::Error(ErrorText::Error), Some(ours)) => Ok(ours.plain()),
            (Reading::Found(cli), None) => Ok(cli.plain()),
            (Reading::Error(ErrorText::Error), None) => Err(problem.unwrap_or_default()),
        };
        if found != expected {
            problems.push(format!("{name}:\n    {found:?}\n not {expected:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
