//! The tables of the documentation fit the pages of rustdoc, which cut wider ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::files;

/// The width of the text of a page, in hundredths of a pixel, in a window of 1,200 pixels.
const PAGE: usize = 91_700;

/// The width of a letter of code, which is wider than one of text.
const LETTER: usize = 965;

/// The width of a cell beside its text.
const PADDING: usize = 1_500;

/// Returns the tables of a document or of the comments of a source, each with the number of its first line.
fn tables(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut tables: Vec<(usize, Vec<String>)> = Vec::new();
    let mut is_in_table = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        let comment = line
            .strip_prefix("//!")
            .or_else(|| line.strip_prefix("///"));
        let line = comment.unwrap_or(line).trim();
        match (line.starts_with('|'), is_in_table) {
            (true, true) => tables.last_mut().unwrap().1.push(line.to_owned()),
            (true, false) => tables.push((number, vec![line.to_owned()])),
            (false, _) => {}
        }
        is_in_table = line.starts_with('|');
    }
    tables
}

/// Returns the text of a cell as a page shows it: links have their text alone.
fn shown(cell: &str) -> String {
    let mut parts = cell.split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    text.replace(['`', '[', '\\'], "")
}

/// Returns the least width of a table: in each column that of the longest word, which no browser breaks.
fn width(rows: &[String]) -> usize {
    let mut columns: Vec<usize> = Vec::new();
    let rows = rows.iter().filter(|row| !row.starts_with("|-"));
    for row in rows {
        let cells = row.trim_matches('|').replace("\\|", "");
        for (index, cell) in cells.split('|').enumerate() {
            let text = shown(cell);
            let words = text.split_whitespace().map(|word| word.chars().count());
            let longest = words.max().unwrap_or_default();
            match columns.get_mut(index) {
                Some(column) => *column = longest.max(*column),
                None => columns.push(longest),
            }
        }
    }
    let widths = columns.iter().map(|letters| letters * LETTER + PADDING);
    widths.sum()
}

#[test]
fn each_table_of_the_documentation_fits_its_page() {
    let mut seen = 0;
    let mut wide = Vec::new();
    let folders = [
        "crates/tinsmith/src",
        "crates/tinsmith-local/src",
        "codegen/src",
    ];
    for path in folders.iter().flat_map(|folder| {
        let [sources, documents] =
            ["rs", "md"].map(|extension| files::with_extension(folder, extension));
        sources.into_iter().chain(documents)
    }) {
        for (line, rows) in tables(&files::text(&path)) {
            seen += 1;
            let width = width(&rows);
            if width > PAGE {
                wide.push(format!("{}:{line}: {} pixels", path.display(), width / 100));
            }
        }
    }
    assert!(seen > 20, "{seen} tables");
    assert_eq!(wide, Vec::<String>::new());
}

#[test]
fn a_table_is_as_wide_as_its_longest_words() {
    let text = "//! | a | [`bb`](crate::c) d |\n//! |---|---|\n//! | `eee f` | |\n";
    let [(1, rows)] = &tables(text)[..] else {
        panic!("one table");
    };
    assert_eq!(width(rows), 3 * LETTER + 2 * LETTER + 2 * PADDING);
}
