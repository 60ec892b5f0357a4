//! Unions: structures with one member.

use super::{Codec, Member, Reader, Shape, Variant, Writer};
use crate::UnknownMember;

/// Reads a union with these `members`: each of `variants` reads the member at the same index, and `unknown` makes the union of any other
/// member.
pub fn read_union<C: Codec, T>(
    reader: &mut C::Reader<'_>,
    members: &'static [Member],
    variants: &[fn(&mut C::Reader<'_>, &'static Member) -> T],
    unknown: fn(UnknownMember) -> T,
) -> T {
    match reader.begin_union(members) {
        Variant::Known(index) => match variants.get(index).zip(members.get(index)) {
            Some((variant, member)) => {
                let union = variant(reader, member);
                reader.end_union();
                union
            }
            None => unknown(UnknownMember::default()),
        },
        Variant::Unknown(member) => unknown(member),
    }
}

/// Writes a union whose member with this `index` is set.
pub fn write_union<C: Codec, T: Shape<C>>(
    value: &T,
    writer: &mut C::Writer,
    members: &'static [Member],
    index: usize,
) {
    writer.begin_structure();
    if let Some(member) = members.get(index) {
        writer.begin_member(member);
        value.write(writer, member);
    }
    writer.end_structure();
}

/// Rejects a member that is not known to this version: the caller does not know its meaning.
pub(crate) fn reject_unknown_member(writer: &mut impl Writer, member: &UnknownMember) {
    if member.name().is_empty() {
        writer.reject("a member of the union must be set");
    } else {
        writer.reject(&format!(
            "{} is not known to this version and cannot be sent",
            member.name()
        ));
    }
}
