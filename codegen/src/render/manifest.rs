//! `Cargo.toml`.

use crate::plan::ServicePlan;
use crate::spec::Dependency;

/// A feature of a generated crate, which is one of the runtime.
pub(super) struct Feature {
    pub(super) name: &'static str,
    pub(super) is_default: bool,
    pub(super) about: &'static str,
}

/// What users of a client choose.
pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "rustls",
        is_default: true,
        about: "TLS with rustls and ring. It takes precedence over `native-tls`.",
    },
    Feature {
        name: "native-tls",
        is_default: false,
        about: "TLS of the platform. Without `rustls` and `native-tls`, `https` needs a custom transport.",
    },
    Feature {
        name: "blocking",
        is_default: false,
        about: "Blocking calls, for programs without async.",
    },
    Feature {
        name: "serde",
        is_default: false,
        about: "`Serialize` and `Deserialize` for all types.",
    },
];

fn features() -> String {
    let names = FEATURES.iter().filter(|feature| feature.is_default);
    let default: Vec<_> = names.map(|feature| format!("{:?}", feature.name)).collect();
    let mut text = format!("\n[features]\ndefault = [{}]\n", default.join(", "));
    for Feature { name, about, .. } in FEATURES {
        text.push_str(&format!("# {about}\n{name} = [\"tinsmith/{name}\"]\n"));
    }
    text
}

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
    text.push_str(&self::features());
    text.push_str(&format!(
        "\n[dependencies]\ntinsmith = {{ {dependency}{features} }}\n"
    ));
    let mut dev_dependencies = manifest.dev_dependencies.clone();
    let tokio = match manifest.runtime {
        Dependency::Workspace => "workspace = true",
        Dependency::Path(_) | Dependency::Version(_) => "version = \"1\"",
    };
    // For the programs in the documentation.
    dev_dependencies
        .entry("tokio".to_owned())
        .or_insert_with(|| format!("{{ {tokio}, features = [\"macros\", \"rt-multi-thread\"] }}"));
    if plan.has_tests() {
        let testing = format!("{{ {dependency}, features = [\"testing\"] }}");
        dev_dependencies.insert("tinsmith".to_owned(), testing);
    }
    text.push_str("\n[dev-dependencies]\n");
    for (name, value) in dev_dependencies {
        text.push_str(&format!("{name} = {value}\n"));
    }
    text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
    text.push_str(lints);
    text
}

fn standalone(version: Option<&str>) -> String {
    let version = version.unwrap_or("0.1.0");
    format!(
        "version = {version:?}\nedition = \"2024\"\nrust-version = \"1.94.1\"\nlicense = \"Apache-2.0 OR MIT\"\n\
         readme = \"README.md\"\ncategories = [\"api-bindings\", \"web-programming::http-client\"]\n"
    )
}
