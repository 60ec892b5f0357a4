//! A short run of every fuzz target on a stable compiler: its corpus, then a fixed sequence of mutations.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod mutate;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mutate::Mutator;
use tinsmith_fuzz_targets::{TARGETS, Target};

/// The maximum size of all corpora together, in bytes.
const LARGEST: u64 = 1_000_000;

/// Prints the input on which a check failed.
struct Shown<'a>(&'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input is b\"{}\"", self.0.escape_ascii());
        }
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(name)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    entries.map(|entry| stem(entry.unwrap().path())).collect()
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder("corpus").join(target.name)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn check(target: &Target, input: &[u8]) {
    let _shown = Shown(input);
    (target.check)(input);
}

fn run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus(target);
    assert!(!corpus.is_empty());
    check(target, b"");
    for input in &corpus {
        check(target, input);
    }
    let dictionary = folder("dictionaries").join(format!("{name}.dict"));
    let words = mutate::words(&fs::read_to_string(dictionary).unwrap_or_default());
    let mut mutator = Mutator::new(&corpus, &words);
    for _ in 0..target.mutations {
        check(target, &mutator.next_input());
    }
}

macro_rules! runs {
    ($($test:ident: $target:literal;)*) => {
        $(
            #[test]
            fn $test() {
                run($target);
            }
        )*

        #[test]
        fn every_target_has_a_run_a_binary_and_a_corpus() {
            let targets: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
            assert_eq!(targets, BTreeSet::from([$($target.to_owned()),*]));
            assert_eq!(targets, names(&folder("fuzz_targets")));
            assert_eq!(targets, names(&folder("corpus")));
            assert!(names(&folder("dictionaries")).is_subset(&targets));
        }
    };
}

runs! {
    any_bytes_survive_base64: "base64";
    any_cbor_is_read_as_ciborium_reads_it: "cbor";
    any_json_is_read_as_serde_json_reads_it: "document";
    any_parameters_get_an_endpoint_or_a_reason: "endpoint_rules";
    any_response_or_file_makes_credentials_or_an_error_of_one_line: "credentials";
    any_error_response_is_an_error_of_one_line: "errors";
    any_value_is_the_parameters_of_a_form: "form";
    any_frames_are_read_as_aws_smithy_eventstream_reads_them: "frames";
    any_list_survives_a_header: "header_lists";
    any_model_gives_diagnostics_or_rust: "models";
    any_body_is_an_output_or_an_error: "outputs";
    any_shared_file_is_parsed_or_rejected_by_its_line: "profiles";
    any_members_stay_in_their_place_in_a_request: "requests";
    any_token_names_its_place: "starting_tokens";
    any_timestamp_survives_its_formats: "timestamps";
    any_xml_is_read_if_quick_xml_reads_it: "xml";
}

#[test]
fn the_corpora_are_small() {
    let files = TARGETS
        .iter()
        .flat_map(|target| fs::read_dir(folder("corpus").join(target.name)).unwrap());
    let size: u64 = files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(size < LARGEST, "{size} bytes");
}
