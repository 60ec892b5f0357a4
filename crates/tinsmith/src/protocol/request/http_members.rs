//! The members that HTTP carries outside the body.

use std::collections::BTreeMap;
use std::fmt;

use http::header::{HeaderName, HeaderValue};

use super::uri::{EMPTY, MISSING};
use super::{EndpointParam, RequestWriter};
use crate::codec::text::{self, Binding, ListSyntax, StringShape, TextShape, Texts};
use crate::types::Blob;

impl RequestWriter<'_> {
    /// Writes the path's next label. An absent or empty label is an error.
    pub fn label<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &T) {
        let binding = binding.into();
        self.set_texts(binding, value);
        self.write_label(binding.name, false);
    }

    /// Writes the path's next label, in which slashes are not encoded.
    pub fn greedy_label<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &T) {
        let binding = binding.into();
        self.set_texts(binding, value);
        self.write_label(binding.name, true);
    }

    /// Adds a query parameter, or one for each item of a list.
    pub fn query<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &T) {
        let binding = binding.into();
        self.set_texts(binding, value);
        self.write_query(binding.name);
    }

    /// Adds query parameters by name, except those of the URI and of other members.
    pub fn query_map<K: StringShape, T: TextShape>(&mut self, map: &Option<BTreeMap<K, T>>) {
        for (name, value) in map.iter().flatten() {
            let mut texts = Texts::default();
            value.write_text(&mut texts, None);
            self.query_map.push((name.as_ref().to_owned(), texts));
        }
    }

    pub(super) fn write_query_map(&mut self) {
        for (name, texts) in &self.query_map {
            if !self.query_names.contains(&name.as_str()) {
                append_query(name, texts, &mut self.query);
            }
        }
    }

    /// Adds a header. The items of a list are one header, with commas between them.
    pub fn header<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &T) {
        let binding = binding.into();
        self.set_texts(binding, value);
        self.write_header(binding.name, T::list_syntax(binding.timestamp_format));
    }

    /// Adds a header that `Debug` never shows.
    #[cfg(feature = "environment")]
    pub(crate) fn secret_header(&mut self, name: &'static str, value: &str) {
        match HeaderValue::try_from(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.set_header(name, value);
            }
            Err(_) => self.record_problem(name, "has control characters"),
        }
    }

    /// Adds a header whose text is base64, as its media type requires.
    pub fn media_type_header<T: TextShape>(&mut self, name: &'static str, value: &T) {
        let mut texts = Texts::default();
        value.write_text(&mut texts, None);
        if let Some(text) = texts.iter().next() {
            let header = base64_simd::STANDARD.encode_to_string(text);
            self.set_header(name, header);
        }
    }

    /// Adds a header whose text is a part of a URL that the caller has encoded. The characters that are not valid in a URL, such as spaces, are encoded.
    pub fn url_encoded_header<T: TextShape>(&mut self, name: &'static str, value: &T) {
        let mut texts = Texts::default();
        value.write_text(&mut texts, None);
        if let Some(text) = texts.iter().next() {
            let mut header = String::new();
            text::encode_invalid_url_characters(text, &mut header);
            self.set_header(name, header);
        }
    }

    /// Adds a header for each entry, named by `prefix` and the key, except those that other members are bound to.
    pub fn prefix_headers<K: StringShape, T: TextShape>(
        &mut self,
        prefix: &'static str,
        map: &Option<BTreeMap<K, T>>,
    ) {
        for (key, value) in map.iter().flatten() {
            let mut texts = Texts::default();
            value.write_text(&mut texts, None);
            if let Some(text) = texts.iter().next() {
                self.write_prefix_header(prefix, key.as_ref(), text);
            }
        }
    }

    /// Sets a label of the host prefix.
    pub fn host_label<T: TextShape>(&mut self, name: &'static str, value: &T) {
        self.set_texts(name.into(), value);
        let text = self.texts.iter().next().map(str::to_owned);
        self.host_labels.extend(text.map(|text| (name, text)));
    }

    /// Sets a parameter of the endpoint rules.
    pub fn endpoint_param<T: ToEndpointParam>(&mut self, name: &'static str, value: &T) {
        self.endpoint_params
            .extend(value.to_endpoint_param().map(|param| (name, param)));
    }

    /// Sets a parameter of the endpoint rules to the texts that are present.
    pub fn endpoint_texts<'t, T: Into<Option<&'t str>>>(
        &mut self,
        name: &'static str,
        values: impl Iterator<Item = T>,
    ) {
        let texts = values.filter_map(Into::into).map(str::to_owned).collect();
        self.endpoint_params
            .push((name, EndpointParam::StrList(texts)));
    }

    /// Records an error if a required member is absent.
    pub fn require<T>(&mut self, name: &'static str, value: &Option<T>) {
        if value.is_none() {
            self.record_problem(name, MISSING);
        }
    }

    /// Records an error if a required member is absent, or has no character, byte, item or entry.
    pub fn require_non_empty<T: IsEmpty>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            None => self.record_problem(name, MISSING),
            Some(value) if value.is_empty() => self.record_problem(name, EMPTY),
            Some(_) => {}
        }
    }

    pub(super) fn record_problem(&mut self, member: &str, message: impl fmt::Display) {
        self.problems.push(format!("{member}: {message}"));
    }

    fn set_texts<T: TextShape>(&mut self, binding: Binding, value: &T) {
        self.texts.clear();
        value.write_text(&mut self.texts, binding.timestamp_format);
    }

    fn write_label(&mut self, name: &'static str, greedy: bool) {
        // An absent label is skipped like a present one, so that the labels after it are still validated.
        let absent = self.texts.is_absent();
        let value = self.texts.iter().next().unwrap_or_default();
        match self.path.label(name, value, greedy) {
            _ if absent => self.record_problem(name, MISSING),
            Ok(()) => {}
            Err(message) => self.record_problem(name, message),
        }
    }

    fn write_query(&mut self, name: &'static str) {
        if !self.texts.is_absent() {
            self.query_names.push(name);
            append_query(name, &self.texts, &mut self.query);
        }
    }

    fn write_header(&mut self, name: &'static str, syntax: ListSyntax) {
        if self.texts.is_absent() {
            return;
        }
        let mut header = String::new();
        for (index, item) in self.texts.iter().enumerate() {
            if index > 0 {
                header.push_str(", ");
            }
            if self.texts.is_list() && syntax == ListSyntax::Quoted {
                text::quote(item, &mut header);
            } else {
                header.push_str(item);
            }
        }
        self.set_header(name, header);
    }

    fn write_prefix_header(&mut self, prefix: &'static str, key: &str, value: &str) {
        match (
            HeaderName::try_from(format!("{prefix}{key}")),
            header_value(value),
        ) {
            (Ok(name), _) if is_of_client(&name) => self.record_problem(
                prefix,
                format_args!("{key:?} is the name of a header that the client sets"),
            ),
            // Signers and services read other bytes in different ways, and change them.
            (Ok(_), _) if !value.is_ascii() => self.record_problem(
                prefix,
                format_args!(
                    "the value of {key:?} has characters outside of ASCII, which a header does not keep: encode it, by percent-encoding for example"
                ),
            ),
            (Ok(name), Some(value)) => {
                // A later header of a member replaces this one.
                self.headers.entry(name).or_insert(value);
            }
            (Err(_), _) => self.record_problem(
                prefix,
                format_args!("{key:?} cannot be part of a header's name, which has no spaces and no characters outside of ASCII"),
            ),
            (_, None) => self.record_problem(
                prefix,
                format_args!("the value of {key:?} has control characters"),
            ),
        }
    }

    fn set_header<V>(&mut self, name: &'static str, value: V)
    where
        HeaderValue: TryFrom<V>,
    {
        match (HeaderName::from_bytes(name.as_bytes()), header_value(value)) {
            (Ok(name), Some(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.record_problem(name, "is not the name of a header"),
            (_, None) => self.record_problem(name, "has control characters"),
        }
    }
}

fn append_query(name: &str, texts: &Texts, query: &mut String) {
    for value in texts.iter() {
        if !query.is_empty() {
            query.push('&');
        }
        text::encode(name, query);
        query.push('=');
        text::encode(value, query);
    }
}

/// Converts a header's value. A tab is valid in HTTP, but services and signers normalize it differently.
fn header_value<V>(value: V) -> Option<HeaderValue>
where
    HeaderValue: TryFrom<V>,
{
    let value = HeaderValue::try_from(value).ok()?;
    (!value.as_bytes().contains(&b'\t')).then_some(value)
}

/// A member that can be a parameter of endpoint rules: a string, an enum of strings, a boolean, a list of strings, or an option of them.
pub trait ToEndpointParam {
    /// Returns the parameter's value, if there is one.
    fn to_endpoint_param(&self) -> Option<EndpointParam>;
}

impl<T: StringShape> ToEndpointParam for T {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        Some(EndpointParam::Str(self.as_ref().to_owned()))
    }
}

impl ToEndpointParam for &str {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        Some(EndpointParam::Str((*self).to_owned()))
    }
}

impl ToEndpointParam for bool {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        Some(EndpointParam::Bool(*self))
    }
}

impl<T: StringShape> ToEndpointParam for Vec<T> {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        Some(EndpointParam::StrList(
            self.iter().map(|item| item.as_ref().to_owned()).collect(),
        ))
    }
}

impl<T: ToEndpointParam> ToEndpointParam for Option<T> {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        self.as_ref()?.to_endpoint_param()
    }
}

/// A value that has a length, for members that must not be empty.
pub trait IsEmpty {
    /// True if the value has no character, byte, item or entry.
    fn is_empty(&self) -> bool;
}

impl<T: StringShape> IsEmpty for T {
    fn is_empty(&self) -> bool {
        self.as_ref().is_empty()
    }
}

impl IsEmpty for Blob {
    fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }
}

impl<T> IsEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> IsEmpty for BTreeMap<K, V> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// True if a map of headers must not set a header of this name: the client sets it, or it concerns the connection. The key of a map may be
/// untrusted data, which must not turn the request into another one.
fn is_of_client(name: &HeaderName) -> bool {
    const NAMES: [&str; 22] = [
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
        "x-amzn-trace-id",
    ];
    NAMES.contains(&name.as_str()) || name.as_str().starts_with("amz-sdk-")
}
