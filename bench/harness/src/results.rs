//! The page RESULTS.md, which two kinds of runs write: that of the programs, and that of the services with other protocols.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const BEGIN: &str = "<!-- services: begin; written by `cargo xtask bench --services` -->";
const END: &str = "<!-- services: end -->";

/// Writes the page of the programs. The section of the services stays as it is.
pub fn write_programs(bench: &Path, programs: &str) -> Result<()> {
    let path = path(bench);
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let section = split(&old).map_or("", |(_, section)| section);
    Ok(std::fs::write(&path, joined(programs, section))?)
}

/// Writes the section of the services. The rest of the page stays as it is.
pub fn write_services(bench: &Path, section: &str) -> Result<()> {
    let path = path(bench);
    let old = std::fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let programs = split(&old).map_or(old.as_str(), |(programs, _)| programs);
    Ok(std::fs::write(&path, joined(programs, section))?)
}

fn path(bench: &Path) -> PathBuf {
    bench.join("RESULTS.md")
}

/// Returns the part before the marks, and the section between them.
fn split(page: &str) -> Option<(&str, &str)> {
    let (programs, rest) = page.split_once(BEGIN)?;
    let (section, _) = rest.split_once(END)?;
    Some((programs, section))
}

fn joined(programs: &str, section: &str) -> String {
    let programs = programs.trim_end();
    format!(
        "{programs}\n\n{BEGIN}\n{}\n{END}\n",
        section.trim_matches('\n')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_run_keeps_the_part_of_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let bench = folder.path();
        let page = || std::fs::read_to_string(path(bench)).unwrap();
        assert!(write_services(bench, "").is_err());
        write_programs(bench, "# Results\n\none\n").unwrap();
        write_services(bench, "\n## Other\n\ntwo\n").unwrap();
        let both = page();
        assert!(both.starts_with("# Results\n\none\n\n<!--"), "{both}");
        assert!(both.contains("-->\n## Other\n\ntwo\n<!--"), "{both}");
        write_services(bench, "\n## Other\n\nthree\n").unwrap();
        assert_eq!(page(), both.replace("two", "three"));
        write_programs(bench, "# Results\n\nfour\n").unwrap();
        assert_eq!(page(), both.replace("two", "three").replace("one", "four"));
    }
}
