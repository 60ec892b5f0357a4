//! Numbers for which Rust has no type.

use std::fmt;
use std::str::FromStr;

use crate::types::decimal;

/// An integer or decimal number of any size (Smithy's `bigInteger` and `bigDecimal`), with the digits that it was written with.
///
/// Two of them are equal if their digits are: `1.0` is not `1.00`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigNumber(String);

impl BigNumber {
    /// Returns the number in JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if the number types of all formats have the number, digit by digit.
    pub(crate) fn is_common(&self) -> bool {
        self.0
            .parse::<i64>()
            .is_ok_and(|number| number.to_string() == self.0)
            || self
                .0
                .parse::<f64>()
                .is_ok_and(|number| decimal::float_text(number) == self.0)
    }

    /// Creates a number from a text that is known to be one.
    pub(crate) fn from_valid(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Zero.
impl Default for BigNumber {
    fn default() -> Self {
        Self("0".to_owned())
    }
}

impl fmt::Display for BigNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for BigNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Parses a number in JSON: `-12.5e3`.
impl FromStr for BigNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if decimal::is_number(text) {
            Ok(Self::from_valid(text))
        } else {
            Err(NumberError)
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for BigNumber {
            fn from(integer: $integer) -> Self {
                Self(integer.to_string())
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128);

/// The error of a text that is not a number in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberError;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number like -12.5e3")
    }
}

impl std::error::Error for NumberError {}

/// A number in a [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer from zero up.
    Unsigned(u64),
    /// An integer below zero.
    Negative(i64),
    /// Any other number.
    Float(f64),
}

impl Number {
    /// Returns the number as a float, rounded if necessary.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Unsigned(number) => number as f64,
            Self::Negative(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// Returns the number, if it is an integer in range.
    pub fn to_i64(self) -> Option<i64> {
        match self {
            Self::Unsigned(number) => number.try_into().ok(),
            Self::Negative(number) => Some(number),
            Self::Float(_) => None,
        }
    }

    /// Returns the number, if it is an integer in range.
    pub fn to_u64(self) -> Option<u64> {
        match self {
            Self::Unsigned(number) => Some(number),
            Self::Negative(_) | Self::Float(_) => None,
        }
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self::Unsigned(number)
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        number
            .try_into()
            .map_or(Self::Negative(number), Self::Unsigned)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}
