//! Where the runtime keeps what generated code stands on: the only place of the generator that knows.

/// Items of the runtime, by the module that they are imported from; all others stand at its top.
const MODULES: &[(&str, &[&str])] = &[
    ("tinsmith::json", &["DateTime", "Epoch", "HttpDate"]),
    ("tinsmith::endpoint", &["ParamValue"]),
    ("std::time", &["Duration"]),
    (
        "tinsmith::waiter",
        &["Acceptance", "Wait", "Waiter", "not_reached"],
    ),
    (
        "tinsmith::paginate",
        &["NoItems", "PageSized", "Paginated", "Paginator"],
    ),
    (
        "tinsmith::service",
        &[
            "Auth",
            "Checksum",
            "FromResponse",
            "Operation",
            "OperationMetadata",
            "RequestWriter",
            "ResponseReader",
            "ServiceMetadata",
        ],
    ),
];

/// The module of the runtime that an item is imported from.
pub(super) fn module_of(item: &str) -> &'static str {
    let found = MODULES.iter().find(|(_, items)| items.contains(&item));
    found.map_or("tinsmith", |(module, _)| module)
}
