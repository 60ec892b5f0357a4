//! The shared configuration and credentials files.

use std::fmt::Write as _;

use tinsmith::testing::fuzzing::{ProfileFiles, Section, sections};

/// What a file says can be written down plainly, says the same then, and is what a profile of this file has.
///
/// The input is the configuration file and, after a line of dashes, the credentials file.
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
        if let [name] = section.words.as_slice() {
            for (key, _) in &section.properties {
                let is_set = files.credential(name, key).is_some();
                if is_set {
                    has(&files, &credentials, name, key, &[name]);
                }
            }
        }
    }
    for section in &config {
        if let [word, name] = section.words.as_slice()
            && word == "profile"
            && name != "default"
        {
            for (key, _) in &section.properties {
                // The credentials file goes first.
                if files.credential(name, key).is_none() {
                    has(&files, &config, name, key, &["profile", name]);
                }
            }
            for (service, url) in files.service_endpoints(name) {
                assert!(
                    !service.is_empty() && !url.contains('\n'),
                    "{service}: {url}"
                );
            }
        }
    }
}

/// The last value that sections of these words give the key is the profile's; an empty one is none.
fn has(files: &ProfileFiles, sections: &[Section], name: &str, key: &str, words: &[&str]) {
    let named = sections.iter().filter(|section| section.words == words);
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
        assert!(!section.words.iter().any(|word| word.contains('\n')));
        let words: Vec<String> = section.words.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(text, "[{}]", words.join(" "));
        for (key, value) in &section.properties {
            assert_eq!(*key, key.to_lowercase());
            assert_eq!(value, value.trim_end());
            let _ = writeln!(text, "{key} = {}", value.replace('\n', "\n "));
        }
    }
    match sections(text.as_bytes()) {
        Ok(again) => assert_eq!(again, parsed, "{text}"),
        Err(problem) => panic!("{problem} of {text}"),
    }
}

/// A word in quotes that it does not hold; pieces of it where it holds both.
fn quoted(word: &str) -> String {
    let pieces = word.split('"').map(|piece| format!("\"{piece}\""));
    pieces.collect::<Vec<_>>().join("'\"'")
}
