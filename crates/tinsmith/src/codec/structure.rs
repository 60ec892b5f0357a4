//! The loops that read and write the fields of a structure.
//!
//! The fields are trait objects, so that a loop is compiled once for a codec, and the compiler has one expression to check for a field of
//! a structure.

use super::{Codec, Member, Reader, Shape, Writer};

/// A field that the loop reads, as a trait object.
pub trait ReadField<C: Codec> {
    /// Reads the value, as [`Shape::read`] does.
    fn read_field(&mut self, reader: &mut C::Reader<'_>, member: &'static Member);
}

impl<C: Codec, T: Shape<C>> ReadField<C> for T {
    fn read_field(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        self.read(reader, member);
    }
}

/// Reads a structure with these members, each into the field at the same index.
pub fn read_structure<C: Codec>(
    reader: &mut C::Reader<'_>,
    members: &'static [Member],
    fields: &mut [&mut dyn ReadField<C>],
) {
    let mut position = reader.begin_structure(members);
    while let Some((index, member)) = reader.next_member(&mut position) {
        if let Some(field) = fields.get_mut(index) {
            field.read_field(reader, member);
        }
    }
}

/// A field that the loop writes, as a trait object.
pub trait WriteField<C: Codec> {
    /// Writes the member, as [`Shape::write_member`] does.
    fn write_field(&self, writer: &mut C::Writer, member: &'static Member);
}

impl<C: Codec, T: Shape<C>> WriteField<C> for T {
    fn write_field(&self, writer: &mut C::Writer, member: &'static Member) {
        self.write_member(writer, member);
    }
}

/// Writes a structure with these members, each from the field at the same index.
pub fn write_structure<C: Codec>(
    writer: &mut C::Writer,
    members: &'static [Member],
    fields: &[&dyn WriteField<C>],
) {
    writer.begin_structure();
    for (field, member) in fields.iter().zip(members) {
        field.write_field(writer, member);
    }
    writer.end_structure();
}
