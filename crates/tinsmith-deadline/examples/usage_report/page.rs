//! The report as one HTML page with charts, which needs no other file and no script.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use tinsmith_deadline::types::Statistics;

use crate::markup::Escaped;
use crate::usage::{hours, sum};

/// The length of the longest bar, and the height of a row, in pixels.
const LENGTH: f64 = 420.0;
const ROW: f64 = 26.0;

/// The layout. The page fetches nothing, as its policy states.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Usage of a render farm</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin-top: 2em }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif } rect { fill: #0072b2 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .2em .8em .2em 0; border-bottom: 1px solid #ddd }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
code { font-size: .9em }
</style>
</head>
"#;

/// The page of a report.
#[derive(Debug)]
pub(crate) struct Page<'r> {
    pub(crate) farm_id: &'r str,
    /// A row for each queue and user, with the highest cost first.
    pub(crate) rows: &'r [Statistics],
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: f64 = self.rows.iter().map(|row| sum(row.cost_in_usd.sum)).sum();
        f.write_str(HEAD)?;
        let farm = Escaped(self.farm_id);
        writeln!(
            f,
            "<body>\n<h1>Usage of <code>{farm}</code></h1>\n<p>{total:.2} USD</p>"
        )?;
        self.chart(f, "Cost by user, USD", |row| row.user_id.as_deref())?;
        self.chart(f, "Cost by queue, USD", |row| row.queue_id.as_deref())?;
        self.table(f)?;
        f.write_str("</body>\n</html>\n")
    }
}

impl Page<'_> {
    /// Draws a bar for each name, the longest one first.
    fn chart(
        &self,
        f: &mut fmt::Formatter<'_>,
        title: &str,
        name: impl Fn(&Statistics) -> Option<&str>,
    ) -> fmt::Result {
        let mut costs: BTreeMap<&str, f64> = BTreeMap::new();
        for row in self.rows {
            *costs.entry(name(row).unwrap_or_default()).or_default() += sum(row.cost_in_usd.sum);
        }
        let mut bars: Vec<_> = costs.into_iter().collect();
        bars.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let highest = bars.iter().map(|(_, cost)| *cost).fold(0.0, f64::max);
        let height = ROW * bars.len() as f64;
        writeln!(
            f,
            "<h2>{title}</h2>\n<svg viewBox=\"0 0 860 {height}\" role=\"img\" aria-label=\"{title}\">"
        )?;
        for (index, (name, cost)) in bars.iter().enumerate() {
            let y = ROW * index as f64;
            let text = y + 17.0;
            let length = match highest > 0.0 {
                true => cost / highest * LENGTH,
                false => 0.0,
            };
            let end = 350.0 + length;
            writeln!(
                f,
                "<text x=\"0\" y=\"{text}\">{}</text><rect x=\"340\" y=\"{y}\" width=\"{length:.1}\" height=\"20\"/>\
                 <text x=\"{end:.1}\" y=\"{text}\">{cost:.2}</text>",
                Escaped(name)
            )?;
        }
        f.write_str("</svg>\n")
    }

    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "<h2>Queues and users</h2>\n<table>\n<tr><th>queue</th><th>user</th><th class=\"number\">sessions</th>\
             <th class=\"number\">run time</th><th class=\"number\">cost, USD</th></tr>\n",
        )?;
        for row in self.rows {
            writeln!(
                f,
                "<tr><td><code>{}</code></td><td><code>{}</code></td><td class=\"number\">{}</td>\
                 <td class=\"number\">{}</td><td class=\"number\">{:.2}</td></tr>",
                Escaped(row.queue_id.as_deref().unwrap_or_default()),
                Escaped(row.user_id.as_deref().unwrap_or_default()),
                row.count,
                hours(sum(row.runtime_in_seconds.sum)),
                sum(row.cost_in_usd.sum),
            )?;
        }
        f.write_str("</table>\n")
    }
}
