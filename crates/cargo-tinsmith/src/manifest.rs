//! The changes of a manifest that belongs to the user: only what generated code needs is added, and comments and the order stay.

use std::path::Path;

use tinsmith_codegen::{Dependency, visible};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, value};

use crate::toml_values::{add_texts, replace};
use crate::{Error, read};

/// The runtime's name.
const RUNTIME: &str = "tinsmith";

/// The keys that name the source of a dependency.
const SOURCE: [&str; 7] = ["version", "git", "branch", "tag", "rev", "path", "registry"];

/// The keys that name a revision of a git repository.
const REVISION: [&str; 3] = ["branch", "tag", "rev"];

/// True if a manifest is that of a package, and not only that of a workspace.
///
/// # Errors
///
/// Fails if the manifest cannot be read or is invalid.
pub(crate) fn has_package(path: &Path) -> Result<bool, Error> {
    Ok(parse(path, &read(path)?)?.contains_key("package"))
}

/// Returns the first manifest of a crate, whose comment names the owner in place of the mark of files that must not be edited.
pub(crate) fn first(generated: &str, model: &str) -> String {
    let (_, body) = generated.split_once('\n').unwrap_or(("", generated));
    let model = visible(model);
    format!(
        "# Written by tinsmith from {model}. It belongs to you: only what the generated code needs is added later.\n{body}"
    )
}

/// Adds what the generated manifest of a crate needs to the user's.
///
/// # Errors
///
/// Fails if the user's manifest is invalid, or that of another package.
pub(crate) fn merge_crate(path: &Path, text: &str, generated: &str) -> Result<String, Error> {
    let mut manifest = parse(path, text)?;
    let generated = parse(path, generated)?;
    let name = |manifest: &DocumentMut| {
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"));
        name.and_then(Item::as_str).unwrap_or_default().to_owned()
    };
    let (own, wanted) = (name(&manifest), name(&generated));
    if own != wanted {
        let message = format!(
            "this is the package `{own}`, and the client is `{wanted}`; choose another folder, or use one name in both"
        );
        return Err(Error::content(path, message));
    }
    if let Some(features) = generated.get("features").and_then(Item::as_table) {
        merge_features(path, &mut manifest, features)?;
    }
    for section in ["dependencies", "dev-dependencies"] {
        let Some(wanted) = generated.get(section).and_then(Item::as_table) else {
            continue;
        };
        let own = table(path, &mut manifest, section)?;
        for (name, wanted) in wanted {
            // Other dependencies that exist are the user's.
            if name == RUNTIME || !own.contains_key(name) {
                merge_dependency(own, name, wanted);
            }
        }
    }
    Ok(manifest.to_string())
}

/// Adds the runtime to the dependencies of the crate around a module, with the features that the module needs.
///
/// # Errors
///
/// Fails if the manifest is invalid.
pub(crate) fn merge_module(
    path: &Path,
    text: &str,
    dependency: InlineTable,
) -> Result<String, Error> {
    let mut manifest = parse(path, text)?;
    let dependencies = table(path, &mut manifest, "dependencies")?;
    merge_dependency(dependencies, RUNTIME, &value(dependency));
    Ok(manifest.to_string())
}

fn parse(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| Error::content(path, error.message()))
}

/// Returns a table of a manifest, which is created if it is absent.
fn table<'m>(
    path: &Path,
    manifest: &'m mut DocumentMut,
    name: &str,
) -> Result<&'m mut dyn TableLike, Error> {
    let item = manifest.entry(name).or_insert(Item::Table(Table::new()));
    let table = item.as_table_like_mut();
    table.ok_or_else(|| Error::content(path, format!("`{name}` is not a table")))
}

/// Adds the features that generated code has conditions for.
fn merge_features(path: &Path, manifest: &mut DocumentMut, wanted: &Table) -> Result<(), Error> {
    if !manifest.contains_key("features") {
        manifest.insert("features", Item::Table(wanted.clone()));
        return Ok(());
    }
    let features = table(path, manifest, "features")?;
    let mut new = Vec::new();
    for (name, item) in wanted {
        match features.get_mut(name) {
            // The default features are the choice of the user, except for new ones.
            _ if name == "default" => {}
            Some(own) => add_texts(own, item),
            // With the comment of the generated manifest.
            None => {
                if let Some(key) = wanted.key(name) {
                    features.entry_format(key).or_insert(item.clone());
                    new.push(name);
                }
            }
        }
    }
    // A crate that was generated before may use what now needs a new default feature. An empty list stays empty, because the user chose it.
    let defaults = wanted.get("default").and_then(Item::as_array);
    let mut defaults = defaults.cloned().unwrap_or_default();
    defaults.retain(|default| default.as_str().is_some_and(|name| new.contains(&name)));
    let own = features.get_mut("default");
    let own = own.filter(|own| own.as_array().is_some_and(|own| !own.is_empty()));
    if let Some(own) = own {
        add_texts(own, &value(defaults));
    }
    Ok(())
}

/// Adds a dependency, or changes its source and adds its features.
fn merge_dependency(dependencies: &mut dyn TableLike, name: &str, wanted: &Item) {
    let Some(own) = dependencies.get_mut(name) else {
        dependencies.insert(name, wanted.clone());
        return;
    };
    let Some(wanted_table) = wanted.as_table_like() else {
        return;
    };
    if let Some(version) = own.as_str() {
        let own_version = InlineTable::from_iter([("version", version)]);
        replace(own, value(own_version));
    }
    let Some(table) = own.as_table_like_mut() else {
        return;
    };
    // A dependency of the workspace has its source there.
    let of_workspace = table.get("workspace").and_then(Item::as_bool);
    let is_changed = of_workspace != Some(true) && merge_source(table, wanted_table);
    if let Some(features) = wanted_table.get("features") {
        match table.get_mut("features") {
            Some(own) => add_texts(own, features),
            None => {
                table.insert("features", features.clone());
            }
        }
    }
    // Removed and new keys leave other spaces; there are no comments in the braces.
    if let Some(table) = own.as_inline_table_mut().filter(|_| is_changed) {
        table.fmt();
    }
}

/// Replaces the source of a dependency, unless it is the wanted one already. Returns true if it is replaced.
fn merge_source(table: &mut dyn TableLike, wanted: &dyn TableLike) -> bool {
    let text =
        |table: &dyn TableLike, key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let is_git = wanted.contains_key("git");
    // Without a revision, the newest one is wanted.
    let is_compared = |key: &&&str| wanted.contains_key(key) || is_git && REVISION.contains(key);
    let mut keys = SOURCE.iter().filter(is_compared);
    if keys.all(|key| text(table, key) == text(wanted, key)) {
        return false;
    }
    for key in SOURCE {
        match (wanted.get(key), table.get_mut(key)) {
            (Some(source), Some(own)) => replace(own, source.clone()),
            (Some(source), None) => {
                table.insert(key, source.clone());
            }
            (None, _) => {
                table.remove(key);
            }
        }
    }
    true
}

/// Returns the dependency of a crate around a module on the runtime.
pub(crate) fn dependency(source: &Dependency, features: &[String]) -> InlineTable {
    let mut table = InlineTable::new();
    let mut insert = |key: &str, text: &str| {
        table.insert(key, text.into());
    };
    match source {
        Dependency::Workspace => {
            table.insert("workspace", true.into());
        }
        Dependency::Path(path) => insert("path", path),
        Dependency::Version(version) => insert("version", version),
        Dependency::Git { url, rev } => {
            insert("git", url);
            if let Some(rev) = rev {
                insert("rev", rev);
            }
        }
    }
    if !features.is_empty() {
        table.insert("features", Array::from_iter(features).into());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = "[package]\nname = \"a\"\n\n[features]\ndefault = [\"rustls\"]\n# TLS.\nrustls = [\"tinsmith/rustls\"]\n\
        serde = [\"tinsmith/serde\"]\n\n[dependencies]\ntinsmith = { version = \"0.1.0\", default-features = false, features = [\"cbor\"] }\n\n\
        [dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\"] }\n";

    fn merge(text: &str) -> String {
        merge_crate(Path::new("Cargo.toml"), text, GENERATED).unwrap()
    }

    #[test]
    fn the_first_manifest_has_no_mark() {
        let text = first(
            "# @generated by tinsmith from m. Do not edit.\n[package]\n",
            "m\u{202e}.json",
        );
        assert_eq!(
            text,
            "# Written by tinsmith from m\\u{202e}.json. It belongs to you: only what the generated code needs is added later.\n[package]\n"
        );
    }

    #[test]
    fn a_manifest_with_everything_is_unchanged() {
        assert_eq!(merge(GENERATED), GENERATED);
        let own = GENERATED
            .replace(
                "[features]",
                "description = 'mine' # mine\n\n[features] # all",
            )
            .replace("default = [\"rustls\"]", "default = []")
            .replace("features = [\"macros\"]", "features = [\"full\"]")
            .replace(
                "[\"cbor\"]",
                "[\n    # for me\n    \"xml\",\n    \"cbor\",\n]",
            );
        assert_eq!(merge(&own), own);
    }

    // Its content was in the crate without a feature before, so that programs would not compile.
    #[test]
    fn a_new_default_feature_is_one_of_the_own_defaults() {
        let generated = GENERATED.replace(
            "default = [\"rustls\"]\n",
            "default = [\"environment\", \"rustls\"]\nenvironment = [\"tinsmith/environment\"]\n",
        );
        let own = GENERATED.replace("default = [\"rustls\"]", "default = [\"hyper\"]");
        let merged = merge_crate(Path::new("Cargo.toml"), &own, &generated).unwrap();
        assert!(
            merged.contains("default = [\"hyper\", \"environment\"]\n"),
            "{merged}"
        );
        let without = merged.replace(", \"environment\"]", "]");
        let again = merge_crate(Path::new("Cargo.toml"), &without, &generated).unwrap();
        assert_eq!(again, without);
    }

    #[test]
    fn only_what_is_missing_is_added() {
        let own = "# Mine.\n[package]\nname = \"a\" # a\n\n[dependencies]\nlog = \"0.4\" # log\ntinsmith = { version = \"0.1.0\", features = [\"xml\"] } # sdk\n\n[features]\n# none\ndefault = []\nserde = [\"dep:x\"]\n";
        let merged = merge(own);
        let expected = own.replace("[\"xml\"]", "[\"xml\", \"cbor\"]").replace(
            "[\"dep:x\"]\n",
            "[\"dep:x\", \"tinsmith/serde\"]\n# TLS.\nrustls = [\"tinsmith/rustls\"]\n",
        );
        let (head, tail) = merged.split_once("\n[dev-dependencies]").unwrap();
        assert_eq!(head, expected);
        assert!(tail.contains("tokio"), "{merged}");
    }

    #[test]
    fn another_source_replaces_the_recorded_one_and_a_workspace_keeps_its_own() {
        let git = GENERATED.replace(
            "version = \"0.1.0\"",
            "git = \"https://example.com/x\", rev = \"1\"",
        );
        let merged = merge(&git);
        assert!(
            merged.contains("version = \"0.1.0\"") && !merged.contains("git ="),
            "{merged}"
        );
        let workspace = GENERATED.replace(
            "version = \"0.1.0\", default-features = false",
            "workspace = true",
        );
        assert_eq!(merge(&workspace), workspace);
    }

    #[test]
    fn a_revision_that_is_not_wanted_any_more_is_removed() {
        let source = |rev: Option<&str>| Dependency::Git {
            url: "https://example.com/x".to_owned(),
            rev: rev.map(str::to_owned),
        };
        let path = Path::new("Cargo.toml");
        let merge =
            |text: &str, rev| merge_module(path, text, dependency(&source(rev), &[])).unwrap();
        let plain = "[dependencies]\ntinsmith = { git = \"https://example.com/x\" } # why\n";
        for key in ["rev", "branch", "tag"] {
            let own = plain.replace("\" }", &format!("\", {key} = \"1\" }}"));
            assert_eq!(merge(&own, None), plain);
        }
        let other = merge(&plain.replace("\" }", "\", branch = \"1\" }"), Some("2"));
        assert_eq!(other, plain.replace("\" }", "\", rev = \"2\" }"));
    }

    #[test]
    fn comments_of_a_source_stay_when_it_is_replaced() {
        let path = Path::new("Cargo.toml");
        let source = Dependency::Version("0.2".to_owned());
        let merge = |text: &str| merge_module(path, text, dependency(&source, &[])).unwrap();
        assert_eq!(
            merge("[dependencies]\ntinsmith = \"0.1\" # why\n"),
            "[dependencies]\ntinsmith = { version = \"0.2\" } # why\n"
        );
        let table = "[dependencies.tinsmith]\nversion = \"0.1\" # why\n";
        assert_eq!(merge(table), table.replace("0.1", "0.2"));
    }

    #[test]
    fn the_crate_around_a_module_gets_the_runtime() {
        let source = Dependency::Path("../x".to_owned());
        let wanted = || dependency(&source, &["cbor".to_owned()]);
        let path = Path::new("Cargo.toml");
        let own = "[package]\nname = \"mine\"\n";
        let merged = merge_module(path, own, wanted()).unwrap();
        assert_eq!(
            merged,
            "[package]\nname = \"mine\"\n\n[dependencies]\ntinsmith = { path = \"../x\", features = [\"cbor\"] }\n"
        );
        assert_eq!(merge_module(path, &merged, wanted()).unwrap(), merged);
        let short = merge_module(path, "[dependencies]\ntinsmith = \"0.1\"\n", wanted()).unwrap();
        assert!(
            short.contains("path = \"../x\"") && !short.contains("0.1"),
            "{short}"
        );
    }

    #[test]
    fn the_manifest_of_another_package_is_an_error() {
        let other = "[package]\nname = \"b\"\n";
        let error = merge_crate(Path::new("Cargo.toml"), other, GENERATED).unwrap_err();
        assert!(error.to_string().contains("the package `b`"), "{error}");
    }
}
