//! The page RESULTS.md, which four kinds of runs write: that of the programs, and those of its sections.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A section that a run of its own writes.
#[derive(Clone, Copy, Debug)]
pub enum Section {
    /// The services with other protocols.
    Services,
    /// The events of streamed responses.
    Events,
    /// The transfers of S3.
    S3,
}

impl Section {
    /// All sections, in the order of the page.
    const ALL: [Self; 3] = [Self::Services, Self::Events, Self::S3];

    /// Returns the name, which is that of the option that measures it.
    fn name(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Events => "events",
            Self::S3 => "s3",
        }
    }

    fn begin(self) -> String {
        let name = self.name();
        format!("<!-- {name}: begin; written by `cargo xtask bench --{name}` -->")
    }

    fn end(self) -> String {
        format!("<!-- {}: end -->", self.name())
    }

    /// Returns the text between the marks; empty if the page has none.
    fn text_in(self, page: &str) -> &str {
        let rest = page.split_once(&self.begin());
        let text = rest.and_then(|(_, rest)| rest.split_once(&self.end()));
        text.map_or("", |(text, _)| text.trim_matches('\n'))
    }
}

/// Writes the part of the programs. The sections stay as they are.
pub fn write_programs(bench: &Path, programs: &str) -> Result<()> {
    let path = path(bench);
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let sections = Section::ALL.map(|section| section.text_in(&old));
    Ok(std::fs::write(&path, format_page(programs, sections))?)
}

/// Writes a section. The rest of the page stays as it is.
pub fn write_section(bench: &Path, written: Section, text: &str) -> Result<()> {
    let path = path(bench);
    let old = std::fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let marks = Section::ALL.map(|section| old.find(&section.begin()));
    let end = marks.into_iter().flatten().min().unwrap_or(old.len());
    let (programs, _) = old.split_at(end);
    let sections = Section::ALL.map(|section| match section.name() == written.name() {
        true => text.trim_matches('\n'),
        false => section.text_in(&old),
    });
    Ok(std::fs::write(&path, format_page(programs, sections))?)
}

fn path(bench: &Path) -> PathBuf {
    bench.join("RESULTS.md")
}

/// Formats the page: the part of the programs, and each section that is not empty between its marks.
fn format_page(programs: &str, sections: [&str; 3]) -> String {
    let mut page = format!("{}\n", programs.trim_end());
    for (section, text) in Section::ALL.into_iter().zip(sections) {
        if !text.is_empty() {
            page.push_str(&format!(
                "\n{}\n{text}\n{}\n",
                section.begin(),
                section.end()
            ));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_run_keeps_the_parts_of_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let bench = folder.path();
        let page = || std::fs::read_to_string(path(bench)).unwrap();
        assert!(write_section(bench, Section::Events, "").is_err());
        write_programs(bench, "# Results\n\none\n").unwrap();
        assert_eq!(page(), "# Results\n\none\n");
        write_section(bench, Section::Events, "\n## Events\n\nthree\n").unwrap();
        write_section(bench, Section::Services, "\n## Other\n\ntwo\n").unwrap();
        let all = page();
        assert!(
            all.starts_with("# Results\n\none\n\n<!-- services"),
            "{all}"
        );
        assert!(all.contains("-->\n## Other\n\ntwo\n<!--"), "{all}");
        assert!(all.contains("-->\n## Events\n\nthree\n<!--"), "{all}");
        assert!(all.find("two") < all.find("three"), "{all}");
        write_section(bench, Section::Services, "\n## Other\n\nfour\n").unwrap();
        assert_eq!(page(), all.replace("two", "four"));
        write_section(bench, Section::Events, "\n## Events\n\nfive\n").unwrap();
        let sections = all.replace("two", "four").replace("three", "five");
        assert_eq!(page(), sections);
        write_programs(bench, "# Results\n\nsix\n").unwrap();
        assert_eq!(page(), sections.replace("one", "six"));
        let before = page();
        write_section(bench, Section::S3, "\n## S3\n\nseven\n").unwrap();
        let added = page();
        let added = added.strip_prefix(&before).unwrap();
        assert!(added.starts_with("\n<!-- s3: begin;"), "{added}");
        write_section(bench, Section::S3, "").unwrap();
        assert_eq!(page(), before);
    }
}
