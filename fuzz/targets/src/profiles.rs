//! The shared configuration and credentials files.

use std::fmt::Write as _;

use tinsmith::testing::fuzzing::{ProfileFiles, Section, sections};

/// Checks that the sections of a file survive the round trip through plain text, and are the values of its profiles.
///
/// The input consists of the configuration file and, after a line of dashes, the credentials file.
pub fn profiles(input: &[u8]) {
    let mark = b"\n---\n";
    let at = input
        .windows(mark.len())
        .position(|window| window == mark)
        .unwrap_or(input.len());
    let (config, rest) = input.split_at(at);
    let credentials = rest.strip_prefix(mark).unwrap_or(rest);
    let (config_sections, credentials_sections) = (sections(config), sections(credentials));
    for sections in [&config_sections, &credentials_sections] {
        match sections {
            Ok(sections) => survive(sections),
            Err(problem) => assert!(problem.starts_with("line "), "{problem}"),
        }
    }
    let files = ProfileFiles::parse(config, credentials);
    assert_eq!(
        files.is_ok(),
        config_sections.is_ok() && credentials_sections.is_ok()
    );
    let (Ok(files), Ok(config), Ok(credentials)) = (files, config_sections, credentials_sections)
    else {
        return;
    };
    for section in &credentials {
        let name = &section.header;
        for (key, _) in &section.properties {
            let is_set = files.credential(name, key).is_some();
            if is_set {
                has(&files, &credentials, name, key, |of| of.header == *name);
            }
        }
    }
    for section in &config {
        if let [word, name] = section.words.as_slice()
            && word == "profile"
            && name != "default"
        {
            for (key, _) in &section.properties {
                // The credentials file takes precedence.
                if files.credential(name, key).is_none() {
                    has(&files, &config, name, key, |of| {
                        of.words == ["profile", name]
                    });
                }
            }
            // A profile may name a section that does not exist.
            for (service, url) in files.service_endpoints(name).unwrap_or_default() {
                assert!(
                    !service.is_empty() && !url.contains('\n'),
                    "{service}: {url}"
                );
            }
        }
    }
}

/// Checks that the value of a key is the last one in the profile's sections; an empty one counts as absent.
fn has(
    files: &ProfileFiles,
    sections: &[Section],
    name: &str,
    key: &str,
    is_of_profile: impl Fn(&Section) -> bool,
) {
    let named = sections.iter().filter(|section| is_of_profile(section));
    let mut values = named.flat_map(|section| &section.properties);
    let last = values.rfind(|(known, _)| known == key);
    let expected = last
        .map(|(_, value)| value.clone())
        .filter(|value| !value.is_empty());
    assert_eq!(files.get(name, key), expected, "{key} of {name}");
}

fn survive(parsed: &[Section]) {
    let mut text = String::new();
    for section in parsed {
        assert!(!section.header.contains(['\n', '\r']));
        let _ = writeln!(text, "[{}]", section.header);
        for (key, value) in &section.properties {
            assert_eq!(*key, key.to_ascii_lowercase());
            assert_eq!(value, value.trim_end());
            let _ = writeln!(text, "{key} = {}", value.replace('\n', "\n "));
        }
    }
    match sections(text.as_bytes()) {
        Ok(again) => assert_eq!(again, parsed, "{text}"),
        Err(problem) => panic!("{problem} of {text}"),
    }
}
