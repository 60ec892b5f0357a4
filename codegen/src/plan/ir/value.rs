//! Values of the generated types.

use std::f64::consts;

use super::Type;

/// A value of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum ValuePlan {
    /// A `String`.
    Text(String),
    /// A `bool`.
    Flag(bool),
    /// A number of one of the integer types.
    Integer(i64),
    /// An `f32` or `f64`.
    Float(FloatPlan),
    /// A `BigNumber`, by its digits.
    BigNumber(String),
    /// A `Timestamp`.
    Timestamp {
        /// The seconds since 1970.
        seconds: i64,
        /// The nanoseconds after them.
        nanoseconds: u32,
        /// Both in the notation of RFC 3339, which examples have.
        text: String,
    },
    /// A `Blob`, whose bytes are those of the text.
    Blob(String),
    /// A `Body`, whose bytes are those of the text.
    Body(String),
    /// Events of an input, and the exception after them: the error and its fields.
    Events(Vec<ValuePlan>, Option<(String, Vec<FieldValuePlan>)>),
    /// A `Document`, by its JSON.
    Document(String),
    /// A `Unit`.
    Unit,
    /// A known value of an enum of text or of numbers: enum, variant.
    Variant(String, String),
    /// A value that an enum of text does not know.
    UnknownText(String, String),
    /// A value that an enum of numbers does not know.
    UnknownNumber(String, i32),
    /// A structure, with the fields that are not at their defaults.
    Struct(String, Vec<FieldValuePlan>),
    /// A union: its name, the variant, the variant's value.
    Union(String, String, Box<ValuePlan>),
    /// A list, with the type of its items, which an empty list needs.
    List(Type, Vec<ValuePlan>),
    /// A list that may hold nulls.
    SparseList(Vec<Option<ValuePlan>>),
    /// A map, with the types of its keys and values, which an empty map needs.
    Map(Type, Type, Vec<(ValuePlan, ValuePlan)>),
    /// A map that may hold nulls, with the type of its keys.
    SparseMap(Type, Vec<(ValuePlan, Option<ValuePlan>)>),
    /// A value in a box.
    Boxed(Box<ValuePlan>),
}

/// A floating point number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FloatPlan {
    /// A finite one.
    Finite(f64),
    /// A finite one so close to a constant of mathematics that a lint of clippy takes it for the constant. Files with such a number allow the
    /// lint.
    NearConstant(f64),
    /// `NAN`, `INFINITY` or `NEG_INFINITY`, which are constants of this type.
    Constant(&'static str, &'static str),
}

impl FloatPlan {
    /// Plans a number of this type.
    pub(crate) fn new(ty: &'static str, number: f64) -> Self {
        match number {
            f64::INFINITY => Self::Constant(ty, "INFINITY"),
            f64::NEG_INFINITY => Self::Constant(ty, "NEG_INFINITY"),
            number if number.is_nan() => Self::Constant(ty, "NAN"),
            number => Self::finite(number),
        }
    }

    /// Plans a finite number.
    pub(crate) fn finite(number: f64) -> Self {
        let is_near = |constant: f64| (number.abs() / constant - 1.0).abs() < 0.005;
        match CONSTANTS.into_iter().any(is_near) {
            true => Self::NearConstant(number),
            false => Self::Finite(number),
        }
    }
}

/// The constants of mathematics for which clippy takes numbers that are close to them.
const CONSTANTS: [f64; 21] = [
    consts::E,
    consts::EULER_GAMMA,
    consts::FRAC_1_PI,
    consts::FRAC_1_SQRT_2,
    consts::FRAC_2_PI,
    consts::FRAC_2_SQRT_PI,
    consts::FRAC_PI_2,
    consts::FRAC_PI_3,
    consts::FRAC_PI_4,
    consts::FRAC_PI_6,
    consts::FRAC_PI_8,
    consts::GOLDEN_RATIO,
    consts::LN_2,
    consts::LN_10,
    consts::LOG10_2,
    consts::LOG10_E,
    consts::LOG2_10,
    consts::LOG2_E,
    consts::PI,
    consts::SQRT_2,
    consts::TAU,
];

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValuePlan {
    /// The field.
    pub field: String,
    /// Its setter, on builders.
    pub setter: String,
    /// True if the field is an `Option`.
    pub optional: bool,
    /// The value in it.
    pub value: ValuePlan,
}
