//! The operations of a repository's models that no client selects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tinsmith_codegen::{Caller, ServiceSpec};

/// The most operations that a notice names.
const SHOWN: usize = 6;

/// The operations that no client selects, by the model and the service.
#[derive(Debug, Default)]
pub(crate) struct UnselectedOperations<'r> {
    not_selected: BTreeMap<(&'r [PathBuf], Option<&'r str>), BTreeSet<String>>,
}

impl<'r> UnselectedOperations<'r> {
    /// Adds the operations that a client does not select. Only a file that lists all clients of a repository is expected to select all
    /// operations of a model.
    pub(crate) fn add(
        &mut self,
        model: &'r [PathBuf],
        spec: &'r ServiceSpec,
        not_selected: Vec<String>,
    ) {
        if spec.caller != Caller::ServicesFile {
            return;
        }
        let model = (model, spec.service.as_deref());
        let not_selected: BTreeSet<String> = not_selected.into_iter().collect();
        match self.not_selected.get_mut(&model) {
            Some(known) => known.retain(|name| not_selected.contains(name)),
            None => {
                self.not_selected.insert(model, not_selected);
            }
        }
    }

    /// Returns a notice for each model with operations that no client selects.
    pub(crate) fn notices(&self) -> impl Iterator<Item = String> {
        let models = self.not_selected.iter();
        let models = models.filter(|(_, names)| !names.is_empty());
        models.map(|((files, _), names)| {
            let file = files.iter().filter_map(|file| file.file_name()).next();
            let file = file.unwrap_or_default().to_string_lossy();
            let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            if names.len() > SHOWN {
                shown.push(format!("{} more", names.len() - SHOWN));
            }
            format!(
                "{file}: no crate selects {}; add them to `operations` in models/services.toml, or remove them from the model",
                shown.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client's model, with the operations that it does not select.
    type Client<'c> = (&'c str, &'c [&'c str]);

    fn notices(caller: Caller, clients: &[Client<'_>]) -> Vec<String> {
        let spec = ServiceSpec {
            caller,
            ..ServiceSpec::default()
        };
        let model = |name: &str| vec![PathBuf::from("models").join(name)];
        let models: Vec<_> = clients.iter().map(|(name, _)| model(name)).collect();
        let mut unselected = UnselectedOperations::default();
        for (model, (_, not_selected)) in models.iter().zip(clients) {
            let names = not_selected.iter().map(|name| (*name).to_owned());
            unselected.add(model, &spec, names.collect());
        }
        unselected.notices().collect()
    }

    #[test]
    fn an_operation_that_no_crate_of_a_model_selects_is_named() {
        let notices = notices(
            Caller::ServicesFile,
            &[
                ("a.json", &["Get", "List", "Put"]),
                ("a.json", &["List", "Put", "Send"]),
                ("b.json", &["Get"]),
                ("b.json", &["List"]),
                ("c.json", &["A", "B", "C", "D", "E", "F", "G", "H"]),
            ],
        );
        let remedy =
            "add them to `operations` in models/services.toml, or remove them from the model";
        assert_eq!(
            notices,
            [
                format!("a.json: no crate selects `List`, `Put`; {remedy}"),
                format!("c.json: no crate selects `A`, `B`, `C`, `D`, `E`, `F`, 2 more; {remedy}"),
            ]
        );
    }

    #[test]
    fn a_command_line_selects_what_it_needs() {
        let notices = notices(Caller::CommandLine, &[("a.json", &["Get"])]);
        assert_eq!(notices, Vec::<String>::new());
    }
}
