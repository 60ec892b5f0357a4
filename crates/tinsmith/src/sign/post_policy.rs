//! The policy of a form that a browser or another program posts: the conditions that its fields must meet.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use std::ops::RangeInclusive;
use std::time::SystemTime;

use super::{Signing, date_time};
use crate::codec::json::write_ascii_string;
use crate::error::Error;
use crate::{Timestamp, TimestampFormat};

/// The text in a field that the service replaces with the name of the file.
const FILE_NAME: &str = "${filename}";

/// The fields of a form, and the conditions that the service checks when it receives the form.
///
/// Each field that the sender adds to the form must have a condition. Conditions are case-sensitive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct PostPolicy {
    fields: Vec<(String, String)>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Equals(String, String),
    StartsWith(String, String),
    ContentLength(RangeInclusive<u64>),
}

impl PostPolicy {
    /// Creates a policy without fields and conditions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field, which the sender cannot change unless its value has the text `${filename}`, in place of which the service puts the name of the file. The
    /// policy then covers the text before it only: the sender chooses the rest of the value, and the text after `${filename}` is not required. boto3
    /// does so for a key that ends with `${filename}` and for no other value.
    pub fn field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        let mut policy = match value.split_once(FILE_NAME) {
            Some((prefix, _)) => self.starts_with(&*name, prefix),
            None => self.equals(&*name, &*value),
        };
        policy.fields.push((name, value));
        policy
    }

    /// Requires a value that is no field of the form, or that the sender adds as a field. The bucket of Amazon S3, which is in the URL, is the
    /// condition `bucket`.
    pub fn equals(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let condition = Condition::Equals(name.into(), value.into());
        self.conditions.push(condition);
        self
    }

    /// Requires the beginning of a field, whose value is the sender's. An empty one allows any value.
    pub fn starts_with(mut self, name: impl Into<String>, prefix: impl Into<String>) -> Self {
        let condition = Condition::StartsWith(name.into(), prefix.into());
        self.conditions.push(condition);
        self
    }

    /// Limits the length of the file, in bytes.
    pub fn content_length(mut self, range: RangeInclusive<u64>) -> Self {
        self.conditions.push(Condition::ContentLength(range));
        self
    }

    /// Returns the document, with the spaces that boto3 puts in.
    fn to_json(&self, expires_at: SystemTime) -> String {
        let expiration = Timestamp::from(expires_at).format(TimestampFormat::DateTime);
        let mut json = String::from("{\"expiration\": ");
        // Without the fraction of the second.
        let seconds = expiration.get(.."YYYY-MM-DDTHH:MM:SS".len());
        write_ascii_string(&mut json, &[seconds.unwrap_or(&expiration), "Z"].concat());
        json.push_str(", \"conditions\": [");
        for (index, condition) in self.conditions.iter().enumerate() {
            if index > 0 {
                json.push_str(", ");
            }
            condition.push_json(&mut json);
        }
        json.push_str("]}");
        json
    }
}

impl Condition {
    fn push_json(&self, json: &mut String) {
        match self {
            Self::Equals(name, value) => {
                json.push('{');
                write_ascii_string(json, name);
                json.push_str(": ");
                write_ascii_string(json, value);
                json.push('}');
            }
            Self::StartsWith(name, prefix) => {
                json.push_str("[\"starts-with\", ");
                write_ascii_string(json, &["$", name].concat());
                json.push_str(", ");
                write_ascii_string(json, prefix);
                json.push(']');
            }
            Self::ContentLength(range) => {
                let (start, end) = (range.start(), range.end());
                json.push_str(&format!("[\"content-length-range\", {start}, {end}]"));
            }
        }
    }
}

impl Signing<'_> {
    /// Returns the fields of a form with the signature of its policy.
    ///
    /// # Errors
    ///
    /// The credentials are invalid.
    pub(crate) fn post_fields(
        &self,
        mut policy: PostPolicy,
        expires_at: SystemTime,
    ) -> Result<Vec<(String, String)>, Error> {
        self.validate_credentials()?;
        let date_time = date_time(self.time);
        let (day, _) = date_time.split_once('T').unwrap_or_default();
        let scope = self.regions.scope(day, self.service);
        let credential = [self.credentials.access_key_id(), &scope].join("/");
        policy = policy
            .field("x-amz-algorithm", self.regions.algorithm())
            .field("x-amz-credential", credential)
            .field("x-amz-date", &*date_time);
        if let Some(token) = self.session_token() {
            policy = policy.field("x-amz-security-token", token);
        }
        let document = base64_simd::STANDARD.encode_to_string(policy.to_json(expires_at));
        let signature = self.signature(day, &document);
        let mut fields = policy.fields;
        fields.push(("policy".to_owned(), document));
        fields.push(("x-amz-signature".to_owned(), signature));
        Ok(fields)
    }
}
