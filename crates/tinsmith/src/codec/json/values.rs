//! Reading and writing of everything that generated structures are made of.

use std::collections::BTreeMap;

use super::{Epoch, Format, Json, Reader, Writer};
use crate::codec::base64;
use crate::codec::text::StringShape;
use crate::types::number::Number;
use crate::{BigNumber, Blob, Document, Timestamp, Unit, UnknownMember};

impl<F> Json<F> for String {
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.string_into(self);
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl<F> Json<F> for bool {
    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = reader.bool();
    }

    fn write(&self, writer: &mut Writer) {
        writer.bool(*self);
    }
}

macro_rules! integers {
    ($($integer:ident),*) => {$(
        impl<F> Json<F> for $integer {
            fn read(&mut self, reader: &mut Reader<'_>) {
                *self = reader.integer($integer::MIN.into(), $integer::MAX.into()) as Self;
            }

            fn write(&self, writer: &mut Writer) {
                writer.integer(i64::from(*self));
            }
        }
    )*};
}

integers!(i8, i16, i32, i64);

macro_rules! floats {
    ($($float:ident),*) => {$(
        impl<F> Json<F> for $float {
            fn read(&mut self, reader: &mut Reader<'_>) {
                *self = reader.$float();
            }

            fn write(&self, writer: &mut Writer) {
                writer.$float(*self);
            }
        }
    )*};
}

floats!(f32, f64);

impl<F> Json<F> for BigNumber {
    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = reader.big_number();
    }

    fn write(&self, writer: &mut Writer) {
        if writer.is_for_data() && !self.is_common() {
            writer.string(self.as_str());
        } else {
            writer.raw(self.as_str().as_bytes());
        }
    }
}

impl<F: Format> Json<F> for Timestamp {
    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = reader.timestamp(F::TIMESTAMP);
    }

    fn write(&self, writer: &mut Writer) {
        writer.timestamp(*self, F::TIMESTAMP);
    }
}

impl<F> Json<F> for Blob {
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.peek();
        let start = reader.at;
        match base64::decode(reader.string().as_bytes()) {
            Some(bytes) => *self = bytes.into(),
            None => reader.fail_at(start, "expected base64"),
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.base64(self);
    }
}

impl<F, T: Json<F>> Json<F> for Option<T> {
    const IS_STRUCTURE: bool = T::IS_STRUCTURE;
    const TAKES_NULL: bool = true;

    fn read(&mut self, reader: &mut Reader<'_>) {
        // Not `insert`, which would be code of its own for each type.
        *self = Some(T::default());
        if let Some(value) = self {
            value.read(reader);
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<F, T: Json<F>> Json<F> for Box<T> {
    const IS_STRUCTURE: bool = T::IS_STRUCTURE;

    fn read(&mut self, reader: &mut Reader<'_>) {
        T::read(self, reader);
    }

    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }
}

impl<F, T: Json<F>> Json<F> for Vec<T> {
    fn read(&mut self, reader: &mut Reader<'_>) {
        self.clear();
        let mut items = reader.begin_array();
        while reader.next_item(&mut items) {
            let null = reader.null();
            if null && !T::TAKES_NULL {
                continue;
            }
            self.push(T::default());
            if let (Some(item), false) = (self.last_mut(), null) {
                item.read(reader);
            }
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_array();
        for item in self {
            writer.item();
            item.write(writer);
        }
        writer.end_array();
    }
}

impl<F, K: StringShape + Ord, T: Json<F>> Json<F> for BTreeMap<K, T> {
    fn read(&mut self, reader: &mut Reader<'_>) {
        self.clear();
        let mut members = reader.begin_map();
        while let Some(key) = reader.next_key(&mut members) {
            let null = reader.null();
            if null && !T::TAKES_NULL {
                continue;
            }
            let mut value = T::default();
            if !null {
                value.read(reader);
            }
            self.insert(K::from(&key), value);
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        for (key, value) in self {
            writer.key(key.as_ref());
            value.write(writer);
        }
        writer.end_object();
    }
}

impl<F> Json<F> for Unit {
    fn read(&mut self, reader: &mut Reader<'_>) {
        let mut members = reader.begin_map();
        while reader.next_key(&mut members).is_some() {
            reader.skip();
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.end_object();
    }
}

impl<F> Json<F> for Document {
    const TAKES_NULL: bool = true;

    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = match reader.peek() {
            Some(b'"') => Self::String(reader.string().into_owned()),
            Some(b'{') => {
                let mut members = BTreeMap::new();
                Json::<F>::read(&mut members, reader);
                Self::Object(members)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                Json::<F>::read(&mut items, reader);
                Self::Array(items)
            }
            Some(b't' | b'f') => Self::Bool(reader.bool()),
            Some(b'-' | b'0'..=b'9') => Self::Number(reader.document_number()),
            _ => {
                if !reader.null() {
                    reader.fail("expected a value");
                }
                Self::Null
            }
        };
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.null(),
            Self::Bool(boolean) => writer.bool(*boolean),
            Self::Number(Number::Unsigned(number)) => writer.unsigned(*number),
            Self::Number(Number::Negative(number)) => writer.integer(*number),
            Self::Number(Number::Float(number)) => writer.f64(*number),
            Self::String(text) => writer.string(text),
            Self::Array(items) => Json::<F>::write(items, writer),
            Self::Object(members) => Json::<F>::write(members, writer),
        }
    }
}

impl UnknownMember {
    /// Writes the union that has this member. In a request that is a problem: nobody meant to send what the client only once read.
    pub fn write(&self, writer: &mut Writer) {
        if writer.is_for_data() {
            writer.begin_object();
            if !self.name.is_empty() {
                writer.key(&self.name);
                Json::<Epoch>::write(&self.value, writer);
            }
            writer.end_object();
        } else if self.name.is_empty() {
            writer.problem("a member of the union must be set");
        } else {
            writer.problem(&format!(
                "{} is not known to this version and cannot be sent",
                self.name
            ));
        }
    }
}
