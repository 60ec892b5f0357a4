//! The programs that make the calls of Deadline Cloud, and the figures that compare them.

use crate::report::{self, Figure, Unit};

/// The compared programs, in the order of the values of a figure.
pub const COMPARED: [&str; 4] = ["official", "floor", "ours", "hyper"];

/// A figure of each program. The last two are ours, one with the default features and one with `hyper`.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub name: &'static str,
    pub unit: Unit,
    pub values: [f64; 4],
    /// The programs that the last two are compared with, and the largest ratios of these two.
    targets: Vec<(&'static str, [f64; 2])>,
}

impl Comparison {
    pub fn new(name: &'static str, unit: Unit, values: [f64; 4]) -> Self {
        Self {
            name,
            unit,
            values,
            targets: Vec::new(),
        }
    }

    /// Adds targets, as multiples of the figure of another program.
    pub fn at_most(mut self, other: &'static str, ours: f64, hyper: f64) -> Self {
        self.targets.push((other, [ours, hyper]));
        self
    }

    /// Returns the upper limit of each program, if it has a target and the program that it is compared with was measured.
    pub fn limits(&self) -> [Option<f64>; 4] {
        let mut limits = [None; 4];
        let [_, _, ours, hyper] = &mut limits;
        for (other, [ours_at_most, hyper_at_most]) in &self.targets {
            let others = COMPARED.iter().zip(self.values);
            let Some((_, value)) = others
                .filter(|(_, value)| value.is_finite())
                .find(|(name, _)| *name == other)
            else {
                continue;
            };
            for (limit, at_most) in [(&mut *ours, ours_at_most), (&mut *hyper, hyper_at_most)] {
                *limit = Some(limit.unwrap_or(f64::INFINITY).min(at_most * value));
            }
        }
        limits
    }

    fn with_default_features(&self) -> Figure {
        let [official, floor, ours, _] = self.values;
        let figure = Figure::new(self.name, self.unit, [official, floor, ours]);
        let targets = self.targets.iter();
        targets.fold(figure, |figure, (other, [at_most, _])| {
            figure.at_most(*at_most, other)
        })
    }

    fn with_hyper(&self) -> Figure {
        let targets = self.targets.iter();
        targets.fold(
            Figure::new(self.name, self.unit, self.values),
            |figure, (other, [_, at_most])| figure.at_most(*at_most, other),
        )
    }
}

/// Formats two Markdown tables: the first three programs, and all with the last one, which has the feature `hyper`.
pub fn tables(comparisons: &[Comparison]) -> String {
    let [official, floor, ours, _] = COMPARED;
    let default: Vec<_> = comparisons
        .iter()
        .map(Comparison::with_default_features)
        .collect();
    let with_hyper: Vec<_> = comparisons.iter().map(Comparison::with_hyper).collect();
    format!(
        "{}\nThe same program with the feature `hyper` instead of the default features:\n\n{}",
        report::table(&[official, floor, ours], &default),
        report::table(&COMPARED, &with_hyper),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_our_programs_has_a_table_with_its_own_target() {
        let crates = Comparison::new("crates", Unit::Count, [164.0, 100.0, 99.0, 84.0]);
        let text = tables(&[crates.at_most("floor", 0.98, 0.9)]);
        let rows: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("| crates"))
            .collect();
        assert_eq!(
            rows,
            [
                "| crates | 164 | 100 | 99 | 0.60 | 0.99 | ≤ 0.98 × floor | **no** |",
                "| crates | 164 | 100 | 99 | 84 | 0.51 | 0.84 | 0.85 | ≤ 0.9 × floor | yes |"
            ]
        );
        assert!(
            text.contains("| hyper ÷ official | hyper ÷ floor | hyper ÷ ours |"),
            "{text}"
        );
    }

    #[test]
    fn a_program_without_a_target_has_no_limit_and_neither_has_one_without_a_floor() {
        let without = Comparison::new("items", Unit::Count, [1.0; 4]);
        assert_eq!(without.limits(), [None; 4]);
        let with = without.at_most("floor", 1.5, 0.5);
        assert_eq!(with.limits(), [None, None, Some(1.5), Some(0.5)]);
        let gap = Comparison::new("items", Unit::Count, [1.0, f64::NAN, 1.0, 1.0]);
        assert_eq!(gap.at_most("floor", 1.5, 0.5).limits(), [None; 4]);
    }
}
