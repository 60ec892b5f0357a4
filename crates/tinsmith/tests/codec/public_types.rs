//! The traits of public types: they can be printed, sent between threads and compared, and converted to text and back.

use std::error::Error as StdError;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use tinsmith::testing::{Recorder, ScriptedTransport};
use tinsmith::transport::{TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{
    AttemptInfo, BigNumber, Blob, Body, Call, CallOptions, Config, ConfigBuilder, Document,
    Environment, Error, ErrorKind, Handle, PresignedRequest, RetryMode, Timestamp, TimestampError,
    Unit, UnknownMember,
};

fn is_shared<T: Debug + Send + Sync + 'static>() {}
fn is_cloned<T: Clone + Debug + Send + Sync + 'static>() {}
fn is_key<T: Clone + Debug + Eq + Hash + Send + Sync + 'static>() {}
fn is_error<T: StdError + Send + Sync + 'static>() {}
fn is_text<T: Display + FromStr<Err: StdError>>() {}

#[test]
fn parts_of_a_client_are_shared_by_threads() {
    is_cloned::<Config>();
    is_cloned::<ConfigBuilder>();
    is_cloned::<Environment>();
    is_cloned::<Handle>();
    is_cloned::<Call>();
    is_cloned::<CallOptions>();
    is_cloned::<PresignedRequest>();
    is_cloned::<AttemptInfo>();
    is_cloned::<TransportOptions>();
    is_cloned::<ScriptedTransport>();
    is_shared::<Recorder<ScriptedTransport>>();
}

#[test]
fn values_are_compared_and_are_keys_where_they_have_no_floats() {
    is_key::<Timestamp>();
    is_key::<Blob>();
    is_key::<Unit>();
    is_cloned::<Body>();
    is_cloned::<Document>();
    is_cloned::<BigNumber>();
    is_cloned::<UnknownMember>();
    is_key::<ErrorKind>();
    is_key::<RetryMode>();
    is_key::<TransportErrorKind>();
    is_text::<Timestamp>();
    is_text::<BigNumber>();
    is_text::<RetryMode>();
}

#[test]
fn errors_are_errors() {
    is_error::<Error>();
    is_error::<TransportError>();
    is_error::<TimestampError>();
}
