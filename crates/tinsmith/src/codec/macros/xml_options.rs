//! The XML traits of a member in a table.

/// The value of [`XmlTraits`](crate::codec::XmlTraits) with these traits. Those of items, keys and values are in braces.
///
/// ```
/// # use tinsmith::codec::XmlTraits;
/// const GRANTS: XmlTraits = tinsmith::xml_traits! { name("Grants"), item { name("Grant"), namespace("xsi", "urn:xsi") } };
/// ```
#[macro_export]
macro_rules! xml_traits {
    ($($option:ident $(($($argument:literal),*))? $({ $($traits:tt)* })?),* $(,)?) => {
        $crate::codec::XmlTraits::NONE
            $(.$option($($($argument),*)? $(const { &$crate::xml_traits! { $($traits)* } })?))*
    };
}

/// The descriptor of the root of a document: its name, and its traits after `as`.
#[macro_export]
macro_rules! xml_root {
    ($name:literal $(as $xml:tt)?) => {
        const { &$crate::member!($name $(as $xml)?) }
    };
}
