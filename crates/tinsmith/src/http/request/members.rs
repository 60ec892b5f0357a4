//! Where members go: path, query, headers and host.

use std::collections::BTreeMap;
use std::fmt;

use http::header::{HeaderName, HeaderValue};

use super::{EMPTY, EndpointParam, MISSING, RequestWriter};
use crate::codec::base64;
use crate::codec::json::{DateTime, HttpDate, IsEmpty};
use crate::codec::text::{self, ListSyntax, StringShape, Text, Texts};

impl RequestWriter<'_> {
    /// Writes the path's next label. Absent or empty, it is a problem.
    pub fn label<T: Text<DateTime>>(&mut self, name: &'static str, value: &T) {
        self.label_as::<DateTime, T>(name, value);
    }

    /// Writes the path's next label, timestamps in the format `F`.
    pub fn label_as<F, T: Text<F>>(&mut self, name: &'static str, value: &T) {
        self.take(value);
        self.finish_label(name, false);
    }

    /// Writes the path's next label, in which slashes stand for themselves.
    pub fn greedy_label<T: Text<DateTime>>(&mut self, name: &'static str, value: &T) {
        self.take(value);
        self.finish_label(name, true);
    }

    fn take<F, T: Text<F>>(&mut self, value: &T) {
        self.texts.clear();
        value.write_text(&mut self.texts);
    }

    fn finish_label(&mut self, name: &'static str, greedy: bool) {
        // A label that is absent takes its place, so that those behind it are still judged.
        let absent = self.texts.is_absent();
        let value = self.texts.iter().next().unwrap_or_default();
        match self.path.label(name, value, greedy) {
            _ if absent => self.problem(name, MISSING),
            Ok(()) => {}
            Err(message) => self.problem(name, message),
        }
    }

    /// Adds a parameter of the query; a list, one for each item.
    pub fn query<T: Text<DateTime>>(&mut self, name: &'static str, value: &T) {
        self.query_as::<DateTime, T>(name, value);
    }

    /// Adds a parameter of the query, timestamps in the format `F`.
    pub fn query_as<F, T: Text<F>>(&mut self, name: &'static str, value: &T) {
        self.take(value);
        if !self.texts.is_absent() {
            self.query_names.push(name);
            write_query(name, &self.texts, &mut self.query);
        }
    }

    /// Adds parameters of the query by name, except those that are there already or come from other members.
    pub fn query_map<T: Text<DateTime>>(&mut self, map: &Option<BTreeMap<String, T>>) {
        for (name, value) in map.iter().flatten() {
            let mut texts = Texts::default();
            value.write_text(&mut texts);
            self.query_map.push((name.clone(), texts));
        }
    }

    pub(super) fn finish_query(&mut self) {
        for (name, texts) in &self.query_map {
            if !self.query_names.contains(&name.as_str()) {
                write_query(name, texts, &mut self.query);
            }
        }
    }

    /// Adds a header; the items of a list in one, commas between them.
    pub fn header<T: Text<HttpDate>>(&mut self, name: &'static str, value: &T) {
        self.header_as::<HttpDate, T>(name, value);
    }

    /// Adds a header, timestamps in the format `F`.
    pub fn header_as<F, T: Text<F>>(&mut self, name: &'static str, value: &T) {
        self.take(value);
        self.finish_header(name, T::LIST);
    }

    /// Adds a header that is never shown in `Debug`.
    pub(crate) fn secret_header(&mut self, name: &'static str, value: &str) {
        match HeaderValue::try_from(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.set_header(name, value);
            }
            Err(_) => self.problem(name, "has control characters"),
        }
    }

    fn finish_header(&mut self, name: &'static str, syntax: ListSyntax) {
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

    /// Adds a header whose text is encoded, as its media type asks for.
    pub fn media_type_header(&mut self, name: &'static str, value: &Option<String>) {
        if let Some(text) = value {
            let mut header = Vec::new();
            base64::encode(text.as_bytes(), &mut header);
            self.set_header(name, header);
        }
    }

    /// Adds a header for each entry, its name after `prefix`, except those that other members are bound to.
    pub fn prefix_headers(&mut self, prefix: &'static str, map: &Option<BTreeMap<String, String>>) {
        for (key, value) in map.iter().flatten() {
            match (
                HeaderName::try_from(format!("{prefix}{key}")),
                header_value(value),
            ) {
                (Ok(name), Some(value)) => {
                    // A member's own header replaces this one if it comes later.
                    self.headers.entry(name).or_insert(value);
                }
                (Err(_), _) => self.problem(
                    prefix,
                    format_args!("{key:?} cannot be part of a header's name"),
                ),
                (_, None) => self.problem(
                    prefix,
                    format_args!("the value of {key:?} has control characters"),
                ),
            }
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
            (Err(_), _) => self.problem(name, "is not the name of a header"),
            (_, None) => self.problem(name, "has control characters"),
        }
    }

    /// Fills a label of the host prefix.
    pub fn host_label<T: Text<DateTime>>(&mut self, name: &'static str, value: &T) {
        self.take(value);
        let text = self.texts.iter().next().map(str::to_owned);
        self.host_labels.extend(text.map(|text| (name, text)));
    }

    /// Gives a member to the endpoint rules.
    pub fn endpoint_param<T: ToEndpointParam>(&mut self, name: &'static str, value: &T) {
        self.endpoint_params
            .extend(value.to_endpoint_param().map(|param| (name, param)));
    }

    /// Checks that a required member is there.
    pub fn require<T>(&mut self, name: &'static str, value: &Option<T>) {
        if value.is_none() {
            self.problem(name, MISSING);
        }
    }

    /// Checks that a required member is there and has at least one character, byte, item or entry.
    pub fn require_non_empty<T: IsEmpty>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            None => self.problem(name, MISSING),
            Some(value) if value.is_empty() => self.problem(name, EMPTY),
            Some(_) => {}
        }
    }

    pub(super) fn problem(&mut self, member: &str, message: impl fmt::Display) {
        self.problems.push(format!("{member}: {message}"));
    }
}

fn write_query(name: &str, texts: &Texts, query: &mut String) {
    for value in texts.iter() {
        if !query.is_empty() {
            query.push('&');
        }
        text::encode(name, query);
        query.push('=');
        text::encode(value, query);
    }
}

/// A tab is allowed in HTTP, but services and signers fold it in ways of their own.
fn header_value<V>(value: V) -> Option<HeaderValue>
where
    HeaderValue: TryFrom<V>,
{
    let value = HeaderValue::try_from(value).ok()?;
    (!value.as_bytes().contains(&b'\t')).then_some(value)
}

/// A member that endpoint rules can ask for: a string, an enum of strings, a boolean, a list of strings, or an option of them.
pub trait ToEndpointParam {
    /// The parameter's value, if there is one.
    fn to_endpoint_param(&self) -> Option<EndpointParam>;
}

impl<T: StringShape> ToEndpointParam for T {
    fn to_endpoint_param(&self) -> Option<EndpointParam> {
        Some(EndpointParam::Str(self.as_ref().to_owned()))
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
