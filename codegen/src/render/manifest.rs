//! `Cargo.toml`.

use crate::plan::ServicePlan;
use crate::spec::Dependency;

/// The runtime's features that users of a client choose.
const FEATURES: &str = r#"
[features]
default = ["rustls"]
# TLS with rustls and ring, which goes before `native-tls`; without either the client knows no https, or needs a transport of its user's.
rustls = ["tinsmith/rustls"]
# TLS of the platform.
native-tls = ["tinsmith/native-tls"]
# For programs without async.
blocking = ["tinsmith/blocking"]
# Types are read and written by any format of serde.
serde = ["tinsmith/serde"]
"#;

/// The whole file.
pub(super) fn manifest(plan: &ServicePlan) -> String {
    const INHERITED: [&str; 7] = [
        "version",
        "edition",
        "rust-version",
        "license",
        "repository",
        "categories",
        "keywords",
    ];
    let manifest = &plan.manifest;
    let mut text = format!(
        "[package]\nname = {:?}\ndescription = {:?}\n",
        plan.crate_name, manifest.description
    );
    let (dependency, lints) = match &manifest.runtime {
        Dependency::Workspace => {
            for key in INHERITED {
                text.push_str(&format!("{key}.workspace = true\n"));
            }
            (
                "workspace = true".to_owned(),
                "\n[lints]\nworkspace = true\n",
            )
        }
        Dependency::Path(path) => {
            text.push_str(&standalone(manifest.version.as_deref()));
            (format!("path = {path:?}, default-features = false"), "")
        }
        Dependency::Version(version) => {
            text.push_str(&standalone(manifest.version.as_deref()));
            (
                format!("version = {version:?}, default-features = false"),
                "",
            )
        }
    };
    let compresses = plan
        .operations
        .iter()
        .any(|operation| operation.compression);
    let features = if compresses {
        ", features = [\"gzip\"]"
    } else {
        ""
    };
    text.push_str(FEATURES);
    text.push_str(&format!(
        "\n[dependencies]\ntinsmith = {{ {dependency}{features} }}\n"
    ));
    let mut dev_dependencies = manifest.dev_dependencies.clone();
    if plan.has_tests() {
        let testing = format!("{{ {dependency}, features = [\"testing\"] }}");
        dev_dependencies.insert("tinsmith".to_owned(), testing);
    }
    if !dev_dependencies.is_empty() {
        text.push_str("\n[dev-dependencies]\n");
        for (name, value) in dev_dependencies {
            text.push_str(&format!("{name} = {value}\n"));
        }
    }
    text.push_str(lints);
    text
}

fn standalone(version: Option<&str>) -> String {
    let version = version.unwrap_or("0.1.0");
    format!("version = {version:?}\nedition = \"2024\"\n")
}
