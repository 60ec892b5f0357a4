//! The client that the build script generates.

include!(concat!(env!("OUT_DIR"), "/s3.rs"));
