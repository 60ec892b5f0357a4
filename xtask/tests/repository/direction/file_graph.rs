//! The imports between the files of a crate, and the cycles among them.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Modules, Sources};

/// The files of a crate, each with the files that define what it imports and one path by which it does.
#[derive(Debug, Default)]
pub(crate) struct FileGraph {
    edges: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Files that import each other, directly or through others.
pub(crate) type Cycle = BTreeSet<String>;

impl FileGraph {
    pub(crate) fn from_modules(modules: &Modules) -> Self {
        let mut graph = Self::default();
        for (index, module) in modules.all.iter().enumerate() {
            let imports = module.references.imports.iter();
            // A re-export is no import of its own; its use is, and is among the references.
            let imported = imports
                .filter(|import| !import.is_reexport)
                .map(|import| &import.path);
            for path in imported.chain(&module.references.paths) {
                for target in resolve(modules, index, path, &mut BTreeSet::new()) {
                    if let Target::Item(owner) = target
                        && modules.all[owner].file != module.file
                    {
                        let edges = graph.edges.entry(module.file.clone()).or_default();
                        let file = modules.all[owner].file.clone();
                        edges.entry(file).or_insert_with(|| path.clone());
                    }
                }
            }
        }
        graph
    }

    /// The files that import others, each with these.
    pub(crate) fn imports(&self) -> impl Iterator<Item = (&str, &str)> {
        self.edges.iter().flat_map(|(file, imported)| {
            let imported = imported.keys();
            imported.map(|imported| (file.as_str(), imported.as_str()))
        })
    }

    /// The largest groups of files that all reach each other.
    pub(crate) fn cycles(&self) -> Vec<Cycle> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self
            .edges
            .keys()
            .map(|file| (file.as_str(), self.reached_from(file)))
            .collect();
        let cycles: BTreeSet<Cycle> = reached
            .iter()
            .filter(|(file, reached_files)| reached_files.contains(*file))
            .map(|(file, reached_files)| {
                let returns =
                    |other: &&&str| reached.get(**other).is_some_and(|r| r.contains(file));
                reached_files
                    .iter()
                    .filter(returns)
                    .map(|&other| other.to_owned())
                    .collect()
            })
            .collect();
        cycles.into_iter().collect()
    }

    fn reached_from<'a>(&'a self, file: &str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut pending: Vec<&str> = self.edges[file].keys().map(String::as_str).collect();
        while let Some(file) = pending.pop() {
            if reached.insert(file) {
                let next = self.edges.get(file).into_iter().flat_map(BTreeMap::keys);
                pending.extend(next.map(String::as_str));
            }
        }
        reached
    }

    /// The imports that make a cycle, one line each: file, imported file, importing line.
    pub(crate) fn describe(&self, cycle: &Cycle, sources: &Sources) -> String {
        let mut lines = String::new();
        for file in cycle {
            for (imported, path) in &self.edges[file] {
                if cycle.contains(imported) {
                    let (number, line) = importing_line(&sources[file], path);
                    lines.push_str(&format!("  {file}:{number} imports {imported}: {line}\n"));
                }
            }
        }
        lines
    }
}

/// The definition to which a path leads, by the module it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Item(usize),
    Module(usize),
    /// An item of another crate.
    External,
}

/// The definitions to which a path leads from a module. `visited` holds the names under way, since imports may be circular.
fn resolve(
    modules: &Modules,
    from: usize,
    path: &[String],
    visited: &mut BTreeSet<(usize, String)>,
) -> Vec<Target> {
    let (mut module, mut rest, mut is_relative) = (from, path, true);
    while let Some((first, tail)) = rest.split_first() {
        module = match first.as_str() {
            "crate" => 0,
            "self" => module,
            "super" => modules.all[module].parent.unwrap_or(0),
            _ => break,
        };
        (rest, is_relative) = (tail, false);
    }
    while let Some((name, tail)) = rest.split_first() {
        let targets = lookup(modules, module, name, visited);
        let child = targets.iter().find_map(|target| match target {
            Target::Module(child) => Some(*child),
            _ => None,
        });
        match child {
            Some(child) if !tail.is_empty() => module = child,
            _ if targets.is_empty() && !is_relative => return vec![Target::Item(module)],
            _ => return targets,
        }
        (rest, is_relative) = (tail, false);
    }
    vec![Target::Module(module)]
}

/// The definitions of a name in a module's scope. None for a name of another crate, and for one that a macro defines.
fn lookup(
    modules: &Modules,
    index: usize,
    name: &str,
    visited: &mut BTreeSet<(usize, String)>,
) -> Vec<Target> {
    let module = &modules.all[index];
    let mut targets = Vec::new();
    if let Some(name) = name.strip_suffix('!') {
        return modules
            .macros
            .get(name)
            .map(|&owner| Target::Item(owner))
            .into_iter()
            .collect();
    }
    if !visited.insert((index, name.to_owned())) {
        return targets;
    }
    if module.items.contains(name) {
        targets.push(Target::Item(index));
    }
    targets.extend(
        module
            .children
            .get(name)
            .map(|&child| Target::Module(child)),
    );
    if let Some(&owner) = modules.macros.get(name)
        // `#[macro_export]` puts a macro into the root, where there may be a module with its name.
        && (index == 0 || index == owner)
        && targets.is_empty()
    {
        targets.push(Target::Item(owner));
    }
    for import in &module.references.imports {
        if import.name.as_deref() == Some(name) {
            let resolved = resolve(modules, index, &import.path, visited);
            match resolved.is_empty() {
                true => targets.push(Target::External),
                false => targets.extend(resolved),
            }
        }
    }
    if targets.is_empty() {
        for import in module
            .references
            .imports
            .iter()
            .filter(|import| import.name.is_none())
        {
            for target in resolve(modules, index, &import.path, visited) {
                if let Target::Module(other) = target {
                    targets.extend(lookup(modules, other, name, visited));
                }
            }
        }
    }
    visited.remove(&(index, name.to_owned()));
    targets
}

/// The first line with a path as it is written, or at least with its last name.
fn importing_line<'a>(text: &'a str, path: &[String]) -> (usize, &'a str) {
    let whole = path.join("::");
    let last = path.last().map_or("", String::as_str);
    let is_word = |line: &str| {
        line.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .any(|word| word == last)
    };
    let lines = || {
        text.lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.starts_with("//"))
    };
    lines()
        .find(|(_, line)| line.contains(&whole))
        .or_else(|| lines().find(|(_, line)| is_word(line)))
        .unwrap_or((1, ""))
}
