//! Recordings of a terminal, as SVG that shows one frame after another.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::program::succeed;
use crate::workspace::{Error, read};

const COLUMNS: usize = 118;
const ROWS: usize = 34;

/// Changes that follow each other faster than this, in seconds, are one frame.
const SHORTEST_FRAME: f64 = 0.08;

/// The size of a character, and the margin around the screen.
const WIDTH: f64 = 7.8;
const HEIGHT: f64 = 18.0;
const MARGIN: f64 = 14.0;

/// The content of the screen from a time on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// Seconds since the start.
    start: f64,
    lines: Vec<String>,
}

/// Runs a program with arguments in a terminal, and returns its screen after each change.
pub(super) fn record(program: &Path, arguments: &str, folder: &Path) -> Result<Vec<Frame>, Error> {
    let (log, timing) = (folder.join("log"), folder.join("timing"));
    succeed(
        Command::new("script")
            .args(["--quiet", "--return", "--flush", "--log-out"])
            .arg(&log)
            .arg("--log-timing")
            .arg(&timing)
            .arg("--command")
            .arg(format!(
                "stty cols {COLUMNS} rows {ROWS}; exec '{}' {arguments}",
                program.display()
            )),
    )?;
    let output = fs::read(&log).map_err(|error| Error::content(&log, error))?;
    frames(&output, &read(&timing)?).map_err(|problem| Error::content(&timing, problem))
}

/// Returns the frames of the output that `script` logged. Each line of the timing has the seconds since the one before it, and the number of
/// bytes that came then.
fn frames(output: &[u8], timing: &str) -> Result<Vec<Frame>, String> {
    // The first line is a heading.
    let start = output.iter().position(|byte| *byte == b'\n');
    let mut rest = output
        .get(start.map_or(0, |start| start + 1)..)
        .unwrap_or_default();
    let mut screen = Screen::default();
    let mut frames: Vec<Frame> = Vec::new();
    let mut time = 0.0;
    for line in timing.lines() {
        let invalid = || format!("`{line}` is no line of a timing");
        let (delay, length) = line.split_once(' ').ok_or_else(invalid)?;
        let delay: f64 = delay.parse().map_err(|_| invalid())?;
        let length: usize = length.parse().map_err(|_| invalid())?;
        time += delay;
        let bytes = rest.split_off(..length).ok_or_else(invalid)?;
        screen.print(&String::from_utf8_lossy(bytes))?;
        match frames.last_mut() {
            Some(last) if time - last.start < SHORTEST_FRAME => last.lines = screen.lines.clone(),
            _ => frames.push(Frame {
                start: time,
                lines: screen.lines.clone(),
            }),
        }
    }
    frames.dedup_by(|next, frame| next.lines == frame.lines);
    Ok(frames)
}

/// The screen of a terminal for programs that use no escape sequences but begin a line again.
#[derive(Debug, Default)]
struct Screen {
    lines: Vec<String>,
    column: usize,
}

impl Screen {
    fn print(&mut self, text: &str) -> Result<(), String> {
        for character in text.chars() {
            match character {
                '\r' => self.column = 0,
                '\n' => self.lines.push(String::new()),
                character if character.is_control() => {
                    return Err(format!(
                        "the output has the control character {character:?}, which a recording cannot show"
                    ));
                }
                character => self.put(character),
            }
        }
        Ok(())
    }

    fn put(&mut self, character: char) {
        if self.lines.is_empty() {
            self.lines.push(String::new());
        }
        if let Some(line) = self.lines.last_mut() {
            let mut characters: Vec<char> = line.chars().collect();
            match characters.get_mut(self.column) {
                Some(place) => *place = character,
                None => characters.push(character),
            }
            *line = characters.into_iter().collect();
        }
        self.column += 1;
    }
}

/// Returns a picture of the command and the frames. A viewer without animations shows the last frame.
pub(super) fn svg(command: &str, frames: &[Frame]) -> String {
    let longest = frames.iter().map(|frame| frame.lines.len()).max();
    let width = COLUMNS as f64 * WIDTH + 2.0 * MARGIN;
    let height = (longest.unwrap_or_default() + 1) as f64 * HEIGHT + 2.0 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#d7dde6\">\n\
         <rect width=\"{width:.0}\" height=\"{height:.0}\" rx=\"10\" fill=\"#161b22\"/>\n"
    );
    write_line(&mut out, 0, &format!("$ {command}"));
    let ends = frames.iter().skip(1).map(|frame| Some(frame.start));
    for (frame, end) in frames.iter().zip(ends.chain([None])) {
        match end {
            Some(end) => {
                let _ = writeln!(
                    out,
                    "<g visibility=\"hidden\"><set attributeName=\"visibility\" to=\"visible\" begin=\"{:.2}s\" dur=\"{:.2}s\"/>",
                    frame.start,
                    end - frame.start
                );
            }
            None => {
                let _ = writeln!(
                    out,
                    "<g><set attributeName=\"visibility\" to=\"hidden\" begin=\"0s\" dur=\"{:.2}s\"/>",
                    frame.start
                );
            }
        }
        for (row, line) in frame.lines.iter().enumerate() {
            write_line(&mut out, row + 1, line);
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn write_line(out: &mut String, row: usize, line: &str) {
    let line = line.trim_end();
    if line.is_empty() {
        return;
    }
    let escaped = line
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let y = MARGIN + (row as f64 + 0.75) * HEIGHT;
    let length = line.chars().count() as f64 * WIDTH;
    // Fonts differ in width, but the columns must meet.
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"{y:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{escaped}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_replaces_what_a_line_that_begins_again_covers() {
        let output = b"heading\nwaiting 1\rwaiting 2\r\ndone\r\n";
        let frames = frames(output, "0.5 10\n1.0 11\n0.01 6\n").unwrap();
        let lines: Vec<_> = frames
            .iter()
            .map(|frame| (frame.start, frame.lines.join("|")))
            .collect();
        assert_eq!(
            lines,
            [
                (0.5, "waiting 1".to_owned()),
                (1.5, "waiting 2|done|".to_owned())
            ]
        );
    }

    #[test]
    fn a_timing_that_is_longer_than_the_output_and_an_escape_sequence_are_errors() {
        assert!(frames(b"heading\nab", "0.1 3\n").is_err());
        assert!(frames(b"heading\n\x1b[1m", "0.1 4\n").is_err());
    }

    #[test]
    fn text_is_escaped_and_the_last_frame_is_visible_without_animations() {
        let frame = |start, line: &str| Frame {
            start,
            lines: vec![line.to_owned()],
        };
        let svg = svg("run", &[frame(0.0, "a<b"), frame(2.0, "end")]);
        assert!(svg.contains(">a&lt;b</text>"), "{svg}");
        let last = svg.rsplit("<g").next().unwrap();
        assert!(
            last.starts_with(
                "><set attributeName=\"visibility\" to=\"hidden\" begin=\"0s\" dur=\"2.00s\"/>"
            ),
            "{last}"
        );
    }
}
