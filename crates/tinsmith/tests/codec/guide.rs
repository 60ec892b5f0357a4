//! The tables of the guide. Its examples are tests themselves.

use std::fs;
use std::path::Path;

use tinsmith_local::LocalService;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(package().join("src/guide").join(name)).unwrap()
}

/// Returns the names in backquotes in one column of a page's tables.
fn column(page: &str, index: usize) -> Vec<&str> {
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(index + 1));
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_feature_is_in_the_table() {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).unwrap();
    let features = manifest.split("\n[features]\n").nth(1).unwrap();
    let features = features.split("\n\n").next().unwrap().lines();
    let mut features: Vec<&str> = features
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .filter(|name| *name != "default")
        .collect();
    let page = page("features.md");
    let mut described = column(&page, 0);
    features.sort_unstable();
    described.sort_unstable();
    assert_eq!(described, features);
}

#[test]
fn every_variable_and_every_key_of_the_settings_is_looked_at() {
    let page = page("configuration.md");
    let settings = page
        .split("\n# ")
        .find(|part| part.starts_with("Settings\n"));
    let settings = settings.unwrap();
    let mut code = String::new();
    read(&package().join("src/config"), &mut code);
    read(&package().join("src/profile"), &mut code);
    // The variables of bearer tokens are named beside their scheme.
    read(&package().join("src/sign"), &mut code);
    let names = column(settings, 1).into_iter();
    let (variables, keys): (Vec<_>, Vec<_>) = names.partition(|name| name.starts_with("AWS_"));
    assert!(variables.len() > 10 && keys.len() > 10);
    for name in variables.into_iter().chain(keys) {
        // The first name is continued by a service's id, the second one contains a section's name.
        let name = name.trim_end_matches("_DEADLINE").trim_start_matches('[');
        let name = name.trim_end_matches(" …]");
        assert!(code.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn every_variable_that_settings_come_from_is_in_the_guide() {
    let mut code = String::new();
    read(&package().join("src/config"), &mut code);
    read(&package().join("src/profile"), &mut code);
    let page = page("configuration.md");
    let described: Vec<_> = page.split('`').skip(1).step_by(2).collect();
    let is_variable = |word: &&str| {
        let plain = |c: char| c.is_ascii_uppercase() || c == '_';
        word.starts_with("AWS_") && !word.ends_with('_') && word.chars().all(plain)
    };
    let variables: Vec<_> = code.split('"').filter(is_variable).collect();
    assert!(variables.len() > 15, "{variables:?}");
    for name in variables {
        let of_service = format!("{name}_DEADLINE");
        let is_there = described
            .iter()
            .any(|word| *word == name || *word == of_service);
        assert!(is_there, "{name}");
    }
}

/// Appends all sources in a folder.
fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            code.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[tokio::test]
async fn the_ids_to_begin_with_are_those_of_the_local_service() {
    // As many sessions as the program makes.
    let service = LocalService::builder()
        .sessions(10_000)
        .start()
        .await
        .unwrap();
    let job = service.long_job().unwrap();
    let ids = format!("{} {} {}", service.farm_id(), job.queue_id, job.job_id);
    let page = page("getting_started.md");
    assert!(page.contains(&ids), "{ids}");
    let first = page
        .lines()
        .find(|line| line.starts_with("session-"))
        .unwrap();
    let id = first.split(' ').next().unwrap();
    assert!(service.session_ids(job.job_id).contains(&id), "{id}");
}
