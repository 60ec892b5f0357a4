//! The fixed names of generated code, which names of a model give way to. Some of them are names of the runtime, of which the plan has no others:
//! the methods of request builders, and the variant for unknown values.
//!
//! Names that a file imports are not among them: where a name of the model is the same, the import is printed with its path.

/// The enum over all modeled errors. An error of that name is `ServiceErrorException`.
pub(crate) const ERRORS: &str = "ServiceError";

/// The variant for values that a crate does not know. A value or member of that name is `UnknownValue`.
pub(crate) const UNKNOWN: &str = "Unknown";

/// The methods and fields of request builders. A member of that name has the setter `set_…`, as for the two lists below.
const BUILDER_METHODS: &[&str] = &[
    "call",
    "configure",
    "input",
    "into_parts",
    "new",
    "paginate",
    "presigned",
    "send",
    "with_input",
];

/// The prefix of the methods of request builders that wait.
const WAITER_METHODS: &str = "wait_until_";

/// The methods of the traits that generated types derive or implement, or that the standard library and serde implement for all such types.
/// Callers mean these by the names, and `Self::default()` in generated code does, too.
const TRAIT_METHODS: &[&str] = &[
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "clone_to_uninit",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "ne",
    "partial_cmp",
    "serialize",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The methods of operator traits, which a lint takes setters of these names for.
const OPERATOR_METHODS: &[&str] = &[
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// The methods of the client. An operation of that name has the method and the module `call_…`, as for the next list.
const CLIENT_METHODS: &[&str] = &["new"];

/// The folder of operations and its file, and names that no file on Windows can have.
const FILE_NAMES: &[&str] = &[
    "aux",
    "com0",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "con",
    "lpt0",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "mod",
    "nul",
    "operation",
    "prn",
];

/// True if a setter cannot have the name.
pub(crate) fn is_method_of_setters(name: &str) -> bool {
    name.starts_with(WAITER_METHODS)
        || [BUILDER_METHODS, TRAIT_METHODS, OPERATOR_METHODS]
            .iter()
            .any(|names| names.contains(&name))
}

/// True if a method of the client cannot have the name of an operation.
pub(crate) fn is_method_of_client(name: &str) -> bool {
    CLIENT_METHODS.contains(&name) || TRAIT_METHODS.contains(&name)
}

/// True if the file of an operation cannot have the name.
pub(crate) fn is_file_name(name: &str) -> bool {
    FILE_NAMES.contains(&name)
}

/// Returns every name of the lists.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    let lists = [
        BUILDER_METHODS,
        TRAIT_METHODS,
        OPERATOR_METHODS,
        CLIENT_METHODS,
        FILE_NAMES,
    ];
    [ERRORS, UNKNOWN]
        .into_iter()
        .chain(lists.into_iter().flatten().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_in_order_and_has_each_name_once() {
        for names in [
            BUILDER_METHODS,
            TRAIT_METHODS,
            OPERATOR_METHODS,
            CLIENT_METHODS,
            FILE_NAMES,
        ] {
            assert!(names.is_sorted_by(|left, right| left < right), "{names:?}");
        }
    }
}
