//! The heads of data items ([RFC 8949, section 3](https://www.rfc-editor.org/rfc/rfc8949#section-3)).

pub(super) const UNSIGNED: u8 = 0;
pub(super) const NEGATIVE: u8 = 1;
pub(super) const BYTES: u8 = 2;
pub(super) const TEXT: u8 = 3;
pub(super) const ARRAY: u8 = 4;
pub(super) const MAP: u8 = 5;
pub(super) const TAG: u8 = 6;
/// Simple values, floats and the end of an item of indefinite length.
pub(super) const SIMPLE: u8 = 7;

pub(super) const FALSE: u8 = 20;
pub(super) const TRUE: u8 = 21;
pub(super) const NULL: u8 = 22;
pub(super) const UNDEFINED: u8 = 23;
pub(super) const HALF: u8 = 25;
pub(super) const SINGLE: u8 = 26;
pub(super) const DOUBLE: u8 = 27;
/// The additional information that, in the head of a string, array or map, means an indefinite length, and in a head of [`SIMPLE`] the
/// end of such an item.
pub(super) const INDEFINITE: u8 = 31;

pub(super) const TAG_TIMESTAMP: u64 = 1;
pub(super) const TAG_UNSIGNED: u64 = 2;
pub(super) const TAG_NEGATIVE: u64 = 3;
pub(super) const TAG_DECIMAL: u64 = 4;

/// The head that ends an item of indefinite length.
pub(super) const BREAK: u8 = 0xFF;

pub(super) const CUT_SHORT: &str = "cut short";

/// The head of a data item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) major: u8,
    /// The lower five bits of the first byte.
    pub(super) minor: u8,
    /// The number in or after the first byte.
    pub(super) argument: u64,
    /// The number of bytes of the head.
    pub(super) length: usize,
}

impl Head {
    /// Parses the head at the beginning of `input`.
    pub(super) fn parse(input: &[u8]) -> Result<Self, &'static str> {
        let (first, rest) = input.split_first().ok_or(CUT_SHORT)?;
        let (major, minor) = (first >> 5, first & 0x1F);
        let (argument, length) = match minor {
            0..24 => (u64::from(minor), 1),
            24 => (u64::from(u8::from_be_bytes(chunk(rest)?)), 2),
            25 => (u64::from(u16::from_be_bytes(chunk(rest)?)), 3),
            26 => (u64::from(u32::from_be_bytes(chunk(rest)?)), 5),
            27 => (u64::from_be_bytes(chunk(rest)?), 9),
            INDEFINITE if matches!(major, BYTES..=MAP | SIMPLE) => (0, 1),
            _ => return Err("malformed head of a value"),
        };
        if major == SIMPLE && minor == 24 && argument < 32 {
            return Err("malformed simple value");
        }
        Ok(Self {
            major,
            minor,
            argument,
            length,
        })
    }

    pub(super) fn is_indefinite(self) -> bool {
        self.minor == INDEFINITE
    }

    pub(super) fn is_break(self) -> bool {
        self.major == SIMPLE && self.minor == INDEFINITE
    }

    /// Returns the float that this is the head of.
    pub(super) fn float(self) -> Option<f64> {
        match (self.major, self.minor) {
            (SIMPLE, HALF) => Some(half(self.argument as u16)),
            (SIMPLE, SINGLE) => Some(f32::from_bits(self.argument as u32).into()),
            (SIMPLE, DOUBLE) => Some(f64::from_bits(self.argument)),
            _ => None,
        }
    }

    /// Returns the integer that this is the head of.
    pub(super) fn integer(self) -> Option<i128> {
        match self.major {
            UNSIGNED => Some(self.argument.into()),
            NEGATIVE => Some(-1 - i128::from(self.argument)),
            _ => None,
        }
    }
}

fn chunk<const SIZE: usize>(rest: &[u8]) -> Result<[u8; SIZE], &'static str> {
    rest.first_chunk().copied().ok_or(CUT_SHORT)
}

/// Returns the value of a float of half precision
/// ([RFC 8949, appendix D](https://www.rfc-editor.org/rfc/rfc8949#name-half-precision)).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
    let magnitude = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

/// Appends a head with its argument in as few bytes as possible.
pub(super) fn write(major: u8, argument: u64, out: &mut Vec<u8>) {
    let first = major << 5;
    if argument < 24 {
        out.push(first | argument as u8);
    } else if let Ok(argument) = u8::try_from(argument) {
        out.extend([first | 24, argument]);
    } else if let Ok(argument) = u16::try_from(argument) {
        out.push(first | 25);
        out.extend(argument.to_be_bytes());
    } else if let Ok(argument) = u32::try_from(argument) {
        out.push(first | 26);
        out.extend(argument.to_be_bytes());
    } else {
        out.push(first | 27);
        out.extend(argument.to_be_bytes());
    }
}

/// Appends an integer from -2⁶⁴ to 2⁶⁴ - 1. Returns false for any other, which has no head.
pub(super) fn write_integer(integer: i128, out: &mut Vec<u8>) -> bool {
    let (major, argument) = if integer < 0 {
        (NEGATIVE, -1 - integer)
    } else {
        (UNSIGNED, integer)
    };
    let argument = u64::try_from(argument);
    argument.map(|argument| write(major, argument, out)).is_ok()
}
