//! The blocks of a text.

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    /// Inline Markdown.
    Paragraph(String),
    /// A paragraph in bold, where headings would disturb the outline of a page.
    Title(String),
    /// A paragraph that begins with a label, such as a note.
    Note(String),
    /// Items of a list, with the number of the first if it is ordered.
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    /// Lines that stay as they are, with the language of their fence.
    Code {
        language: &'static str,
        text: String,
    },
    Quote(Vec<Block>),
    /// Rows of cells, each inline Markdown on one line.
    Table {
        header: Vec<String>,
        /// The delimiters under the header that align columns; the others are not aligned.
        alignments: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    },
}

impl Block {
    /// Returns the block as inline Markdown on one line, for the cell of a table.
    pub(super) fn flattened(&self) -> String {
        match self {
            Self::Paragraph(text) | Self::Title(text) | Self::Note(text) => {
                text.replace("\\\n", " ")
            }
            Self::Code { text, .. } => super::text::code_span(text),
            Self::Quote(blocks) => flattened(blocks),
            Self::List { items, .. } => joined(items.iter().map(|item| flattened(item)), "; "),
            Self::Table { header, rows, .. } => {
                let rows = [header].into_iter().chain(rows);
                joined(rows.map(|row| joined(row.iter().cloned(), " ")), "; ")
            }
        }
    }
}

/// Returns blocks as inline Markdown on one line.
pub(super) fn flattened(blocks: &[Block]) -> String {
    joined(blocks.iter().map(Block::flattened), " ")
}

fn joined(texts: impl Iterator<Item = String>, separator: &str) -> String {
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(separator)
}
