//! The XML traits of a member, which the codecs of XML and of forms follow, and the macros that declare them.

/// The XML traits of a member, or of the items, keys or values of its list or map.
///
/// In a table they follow the member: `grants: "Grants" as { item { name("Grant") } }`.
#[derive(Clone, Copy, Debug)]
pub struct XmlTraits {
    pub(super) name: Option<&'static str>,
    pub(super) form_name: Option<&'static str>,
    #[cfg_attr(
        not(feature = "xml"),
        expect(dead_code, reason = "the writer of XML alone reads it")
    )]
    pub(super) namespace: Option<Namespace>,
    pub(super) is_attribute: bool,
    pub(super) is_flattened: bool,
    item: Option<&'static Self>,
    key: Option<&'static Self>,
}

/// The declaration of an XML namespace.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "xml"),
    expect(dead_code, reason = "the writer of XML alone reads it")
)]
pub(super) struct Namespace {
    /// The prefix; empty for the namespace of names without a prefix.
    pub(super) prefix: &'static str,
    pub(super) uri: &'static str,
}

impl XmlTraits {
    /// No traits.
    pub const NONE: Self = Self {
        name: None,
        form_name: None,
        namespace: None,
        is_attribute: false,
        is_flattened: false,
        item: None,
        key: None,
    };

    /// Sets the name in XML (`smithy.api#xmlName`), which is also the name in forms.
    pub const fn name(self, name: &'static str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }

    /// Sets the name in forms, where it is another than in XML (`aws.protocols#ec2QueryName`).
    pub const fn form_name(self, name: &'static str) -> Self {
        Self {
            form_name: Some(name),
            ..self
        }
    }

    /// Declares a namespace at the element (`smithy.api#xmlNamespace`). Without a prefix, `prefix` is empty.
    pub const fn namespace(self, prefix: &'static str, uri: &'static str) -> Self {
        Self {
            namespace: Some(Namespace { prefix, uri }),
            ..self
        }
    }

    /// Makes the member an attribute (`smithy.api#xmlAttribute`). In the table it precedes the members that are elements.
    pub const fn attribute(self) -> Self {
        Self {
            is_attribute: true,
            ..self
        }
    }

    /// Makes each item or entry an element of the structure (`smithy.api#xmlFlattened`).
    pub const fn flattened(self) -> Self {
        Self {
            is_flattened: true,
            ..self
        }
    }

    /// Sets the traits of the items of a list, or of the values of a map.
    pub const fn item(self, item: &'static Self) -> Self {
        Self {
            item: Some(item),
            ..self
        }
    }

    /// Sets the traits of the keys of a map.
    pub const fn key(self, key: &'static Self) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// Returns the traits of the items or values.
    pub(super) fn item_traits(&self) -> &'static Self {
        self.item.unwrap_or(&Self::NONE)
    }

    /// Returns the traits of the keys.
    pub(super) fn key_traits(&self) -> &'static Self {
        self.key.unwrap_or(&Self::NONE)
    }
}

/// The value of [`XmlTraits`](crate::codec::XmlTraits) with these traits. Those of items, keys and values are in braces.
///
/// ```
/// # use tinsmith::codec::XmlTraits;
/// const GRANTS: XmlTraits = tinsmith::xml_traits! { name("Grants"), item { name("Grant"), namespace("xsi", "urn:xsi") } };
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! xml_traits {
    ($($option:ident $(($($argument:literal),*))? $({ $($traits:tt)* })?),* $(,)?) => {
        $crate::codec::XmlTraits::NONE
            $(.$option($($($argument),*)? $(&$crate::xml_traits! { $($traits)* })?))*
    };
}

/// The descriptor of the root of a document: its name, and its traits after `as`.
#[doc(hidden)]
#[macro_export]
macro_rules! xml_root {
    ($name:literal $(as $xml:tt)?) => {{
        // The traits live as long as the constant, which they do not in an inline one.
        const ROOT: &$crate::codec::Member = &$crate::member!($name $(as $xml)?);
        ROOT
    }};
}
