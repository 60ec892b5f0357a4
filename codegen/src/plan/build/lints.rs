//! The lints of clippy that a crate allows because its model demands such types.

use std::collections::HashMap;

use crate::plan::ir::{ErrorPlan, OperationPlan, StructPlan, Type, TypesPlan};

/// True if clippy finds a type of a member too complex.
pub(super) fn has_complex_types(
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
) -> bool {
    let messages = operations
        .iter()
        .flat_map(|operation| [&operation.input, &operation.output]);
    let errors = errors.iter().map(|error| &error.structure);
    let mut fields = messages
        .chain(errors)
        .chain(&types.structures)
        .flat_map(|structure| &structure.fields);
    let mut variants = types.unions.iter().flat_map(|union| &union.variants);
    fields.any(|field| field.ty.is_complex(field.optional))
        || variants.any(|variant| variant.ty.is_complex(false))
}

/// True if clippy may find a variant of a union, or of the enum of errors, too large beside the others.
pub(super) fn has_large_variants(types: &TypesPlan, errors: &[ErrorPlan]) -> bool {
    /// The difference in bytes that clippy allows, less the padding of a structure.
    const LIMIT: usize = 200 - 8;
    let mut sizes = Sizes {
        types,
        known: HashMap::new(),
    };
    let mut variants = types.unions.iter().flat_map(|union| &union.variants);
    variants.any(|variant| sizes.size(&variant.ty) > LIMIT)
        || (errors.len() > 1
            && errors
                .iter()
                .any(|error| sizes.structure(&error.structure) > LIMIT))
}

/// Upper bounds for the sizes of types, in bytes.
struct Sizes<'p> {
    types: &'p TypesPlan,
    /// The sizes of structures and unions by name.
    known: HashMap<&'p str, usize>,
}

impl<'p> Sizes<'p> {
    fn size(&mut self, ty: &'p Type) -> usize {
        match ty {
            Type::Unit => 0,
            Type::Bool | Type::I8 | Type::I16 | Type::I32 | Type::F32 | Type::IntEnum(_) => 8,
            Type::Boxed(_) => 8,
            Type::I64 | Type::F64 => 16,
            Type::String | Type::Enum(_) | Type::List(_) | Type::SparseList(_) => 24,
            Type::Struct(name) | Type::Union(name) => {
                if let Some(size) = self.known.get(name.as_str()) {
                    return *size;
                }
                let size = self.named(name);
                self.known.insert(name, size);
                size
            }
            _ => 40,
        }
    }

    fn named(&mut self, name: &str) -> usize {
        let types = self.types;
        if let Some(structure) = types.structure(name) {
            return self.structure(structure);
        }
        let union = types.unions.iter().find(|union| union.name == name);
        let variants = union.into_iter().flat_map(|union| &union.variants);
        let sizes = variants.map(|variant| self.size(&variant.ty));
        sizes.max().unwrap_or_default().saturating_add(16)
    }

    /// Returns the size of a structure, with a byte and its padding for the absence of it.
    fn structure(&mut self, structure: &'p StructPlan) -> usize {
        let fields = structure.fields.iter();
        fields.fold(8, |size, field| size.saturating_add(self.size(&field.ty)))
    }
}
