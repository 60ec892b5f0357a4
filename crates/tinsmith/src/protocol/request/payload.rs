//! The bodies of requests.

use super::RequestWriter;
#[cfg(feature = "cbor")]
use crate::codec::cbor::{self, Cbor};
#[cfg(any(feature = "environment", feature = "query"))]
use crate::codec::form::{self, Form, FormDialect};
use crate::codec::json::{Json, JsonWriter};
use crate::codec::text::{TextShape, Texts};
#[cfg(feature = "xml")]
use crate::codec::xml::{self, Xml};
use crate::codec::{Member, Shape};
use crate::{Blob, Body};

impl RequestWriter<'_> {
    /// Sets the body to the members in the input's table, in JSON.
    pub fn json<T: Shape<Json>>(&mut self, input: &T) {
        self.write_json(&input);
    }

    /// Sets the body to the members in the input's table, in CBOR.
    #[cfg(feature = "cbor")]
    pub fn cbor<T: Shape<Cbor>>(&mut self, input: &T) {
        self.set_document(cbor::to_vec(input));
    }

    /// Sets the body to the members in the input's table, in an element with the name and the traits of `root`.
    #[cfg(feature = "xml")]
    pub fn xml<T: Shape<Xml>>(&mut self, input: &T, root: &'static Member) {
        self.set_document(xml::to_vec(input, root));
    }

    /// Sets the body to one member, in an element with the name and the traits of `root`, unless the member is absent.
    #[cfg(feature = "xml")]
    pub fn payload_xml<T: Shape<Xml>>(&mut self, payload: &T, root: &'static Member) {
        if !payload.is_absent() {
            self.xml(payload, root);
        }
    }

    /// Sets the body to the members in the input's table, as a form of `awsQuery`.
    #[cfg(any(feature = "environment", feature = "query"))]
    pub fn aws_form<T: Shape<Form>>(&mut self, input: &T) {
        self.form(input, FormDialect::Aws);
    }

    /// Sets the body to the members in the input's table, as a form of `ec2Query`.
    #[cfg(feature = "query")]
    pub fn ec2_form<T: Shape<Form>>(&mut self, input: &T) {
        self.form(input, FormDialect::Ec2);
    }

    /// Sets the body to one member: a structure, a union, a list or a document.
    pub fn payload_json<T: Shape<Json>>(&mut self, payload: &T) {
        if !payload.is_absent() {
            self.json(payload);
        } else if T::IS_STRUCTURE {
            self.empty_document();
        }
    }

    /// Sets the body to a structure without members.
    pub fn empty_document(&mut self) {
        let protocol = self.operation.service.protocol;
        self.set_body(protocol.absent_structure.into(), protocol.content_type);
    }

    /// Sets the body to a string or an enum, unless it is absent.
    pub fn payload_text<T: TextShape>(&mut self, payload: &T, media_type: &'static str) {
        let mut texts = Texts::default();
        payload.write_text(&mut texts, None);
        if let Some(text) = texts.iter().next() {
            self.set_body(text.to_owned().into(), media_type);
        }
    }

    /// Sets the body to binary data, unless it is absent.
    pub fn payload_blob(&mut self, payload: &Option<Blob>, media_type: &'static str) {
        if let Some(blob) = payload {
            self.set_body(blob.clone().into(), media_type);
        }
    }

    /// Sets the body to a stream, unless it is absent.
    pub fn payload_stream(&mut self, payload: &Option<Body>, media_type: &'static str) {
        if let Some(body) = payload {
            self.set_body(body.clone(), media_type);
        }
    }

    fn write_json(&mut self, value: &dyn WriteJson) {
        let mut writer = JsonWriter::default();
        value.write_json(&mut writer);
        self.set_document(writer.finish());
    }

    /// Sets the body to a document, or records the reasons why it must not be sent.
    fn set_document(&mut self, document: Result<Vec<u8>, Vec<String>>) {
        match document {
            Ok(body) => self.set_body(body.into(), self.operation.service.protocol.content_type),
            Err(problems) => self.problems.extend(problems),
        }
    }

    #[cfg(any(feature = "environment", feature = "query"))]
    fn form<T: Shape<Form>>(&mut self, input: &T, dialect: FormDialect) {
        let version = self.operation.service.version;
        let document = form::to_vec(input, dialect, self.operation.name, version);
        self.set_document(document);
    }

    fn set_body(&mut self, body: Body, content_type: &'static str) {
        self.body = body;
        self.content_type = Some(content_type);
    }
}

/// A [`Shape`] behind a pointer, so that the code around its writing is compiled once for all types.
trait WriteJson {
    fn write_json(&self, writer: &mut JsonWriter);
}

/// The trait is implemented for references, which need no code to be dropped.
impl<T: Shape<Json>> WriteJson for &T {
    fn write_json(&self, writer: &mut JsonWriter) {
        self.write(writer, &Member::VALUE);
    }
}
