//! The sources, documents and manifests of this repository.

mod dependency_variables;
mod direction;
mod file_names;
mod files;
mod generated_clients;
mod hidden_items;
mod inline;
mod paths;
mod published;
mod readme;
mod rust_version;
mod style;
mod tables;
mod test_features;
mod threat_model;
