//! The loop that reads the fields of a structure.

use super::{Codec, Member, Reader, Shape};

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
///
/// The fields are trait objects, so that the loop is compiled once for a codec, and the compiler has one expression to check for a field of
/// a structure.
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
