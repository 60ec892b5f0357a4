//! A stacked bar chart in SVG.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::markup::Escaped;

/// Eight colors that are distinguishable with color blindness (Okabe and Ito). The last one is for the remaining users.
const COLOURS: [&str; 8] = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999",
];
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 420.0;
/// The margins around the bars, for labels.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 120.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 60.0;

/// Amounts of US dollars by time and name.
#[derive(Debug, Default)]
pub(crate) struct Chart {
    bars: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Chart {
    pub(crate) fn add(&mut self, time: &str, name: &str, amount: f64) {
        let bar = self.bars.entry(time.to_owned()).or_default();
        *bar.entry(name.to_owned()).or_default() += amount;
    }

    /// The title of the chart.
    pub(crate) fn summary(&self) -> String {
        let total: f64 = self.bars.values().flat_map(BTreeMap::values).sum();
        let places = Scale::up_to(self.highest()).places.max(2);
        format!(
            "{} bars, {} users and {total:.places$} USD",
            self.bars.len(),
            self.names().len()
        )
    }

    fn names(&self) -> Vec<&str> {
        let names: BTreeSet<_> = self.bars.values().flat_map(BTreeMap::keys).collect();
        names.into_iter().map(String::as_str).collect()
    }

    /// Returns a layer for each name. If there are more names than colors, the names with the lowest cost share the last layer.
    fn layers(&self) -> Vec<Layer<'_>> {
        let mut names = self.names();
        let mut others = Vec::new();
        if names.len() > COLOURS.len() {
            let cost = |name: &str| -> f64 {
                let bars = self.bars.values();
                bars.filter_map(|bar| bar.get(name)).sum()
            };
            names.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
            others = names.split_off(COLOURS.len() - 1);
            names.sort_unstable();
        }
        let label = format!("{} others", others.len());
        let shared = (!others.is_empty()).then_some((label, others));
        let own = names.into_iter().map(|name| (name.to_owned(), vec![name]));
        let layers = own.chain(shared).zip(COLOURS);
        layers
            .map(|((label, names), colour)| Layer {
                label,
                names,
                colour,
            })
            .collect()
    }

    fn highest(&self) -> f64 {
        let sums = self.bars.values().map(|bar| bar.values().sum());
        sums.fold(0.0, f64::max)
    }
}

/// The bars of one color: a user, or the users that share the last color.
struct Layer<'a> {
    label: String,
    names: Vec<&'a str>,
    colour: &'static str,
}

impl Layer<'_> {
    /// Returns the layer's part of a bar; `None` if there is none.
    fn amount(&self, bar: &BTreeMap<String, f64>) -> Option<f64> {
        let amounts = self.names.iter().filter_map(|name| bar.get(*name));
        amounts.copied().reduce(|sum, amount| sum + amount)
    }
}

/// Returns the SVG document.
impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = Scale::up_to(self.highest());
        writeln!(
            f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
             <text x=\"{LEFT}\" y=\"22\" font-size=\"15\" font-weight=\"bold\">Cost in USD by user</text>"
        )?;
        scale.draw(f)?;
        let layers = self.layers();
        self.draw_bars(&layers, &scale, f)?;
        draw_legend(&layers, f)?;
        writeln!(f, "</svg>")
    }
}

/// The scale from amounts to heights.
struct Scale {
    top: f64,
    /// The distance between two grid lines.
    step: f64,
    /// The decimal places that distinguish two grid lines.
    places: usize,
}

impl Scale {
    /// Creates a scale of four to ten round steps up to `highest`.
    fn up_to(highest: f64) -> Self {
        let magnitude = if highest > 0.0 {
            (highest / 4.0).log10().floor()
        } else {
            0.0
        };
        let unit = 10_f64.powf(magnitude);
        let fitting = [5.0, 2.0].into_iter().find(|by| unit * by * 4.0 <= highest);
        let step = unit * fitting.unwrap_or(1.0);
        // Whole dollars, cents, or more decimal places if required.
        let places = if magnitude < 0.0 {
            (-magnitude).max(2.0) as usize
        } else {
            0
        };
        Self {
            top: (highest / step).ceil().max(1.0) * step,
            step,
            places,
        }
    }

    fn y(&self, amount: f64) -> f64 {
        let bottom = HEIGHT - BOTTOM;
        bottom - amount / self.top * (bottom - TOP)
    }

    /// Returns a grid line and a label for every step.
    fn draw(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.places;
        for number in 0..=(self.top / self.step).round() as u32 {
            let amount = f64::from(number) * self.step;
            let (y, end, text) = (self.y(amount), WIDTH - RIGHT, LEFT - 8.0);
            writeln!(
                f,
                "<path d=\"M{LEFT} {y:.1}H{end}\" stroke=\"#ddd\"/>\
                 <text x=\"{text}\" y=\"{:.1}\" text-anchor=\"end\">{amount:.places$}</text>",
                y + 4.0
            )?;
        }
        Ok(())
    }
}

impl Chart {
    fn draw_bars(
        &self,
        layers: &[Layer<'_>],
        scale: &Scale,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let places = scale.places.max(2);
        let place = (WIDTH - LEFT - RIGHT) / self.bars.len().max(1) as f64;
        let width = place * 0.8;
        // Some bars have no date, so that dates do not overlap.
        let dates = (70.0 / place).ceil().max(1.0) as usize;
        for (index, (time, bar)) in self.bars.iter().enumerate() {
            let x = LEFT + place * (index as f64 + 0.1);
            let mut below = 0.0;
            for layer in layers {
                let Some(amount) = layer.amount(bar) else {
                    continue;
                };
                let (from, to) = (scale.y(below), scale.y(below + amount));
                writeln!(
                    f,
                    "<rect x=\"{x:.1}\" y=\"{to:.1}\" width=\"{width:.1}\" height=\"{:.1}\" \
                     fill=\"{}\"><title>{}, {}: {amount:.places$} USD</title></rect>",
                    from - to,
                    layer.colour,
                    Escaped(time),
                    Escaped(&layer.label)
                )?;
                below += amount;
            }
            if index % dates == 0 {
                let (x, y) = (x + width / 2.0, HEIGHT - BOTTOM + 20.0);
                writeln!(
                    f,
                    "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
                    Escaped(time)
                )?;
            }
        }
        Ok(())
    }
}

fn draw_legend(layers: &[Layer<'_>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // In the order of the stacked bars, from top to bottom.
    for (row, layer) in layers.iter().rev().enumerate() {
        let (x, y) = (WIDTH - RIGHT + 16.0, TOP + 20.0 * row as f64);
        writeln!(
            f,
            "<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            layer.colour,
            x + 18.0,
            y + 10.0,
            Escaped(&short(&layer.label))
        )?;
    }
    Ok(())
}

/// Shortens an id for the legend. The titles of the bars contain the complete id.
fn short(label: &str) -> String {
    const ROOM: usize = 11;
    if label.chars().count() <= ROOM {
        return label.to_owned();
    }
    label.chars().take(ROOM - 1).chain(['…']).collect()
}
