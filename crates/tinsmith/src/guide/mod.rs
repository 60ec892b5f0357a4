//! What concerns more than one item: how to begin, and how things are done.
//!
//! Every example is compiled, and nearly all of them run, against scripted answers or the service of `tinsmith-local`. They use
//! `tinsmith_deadline`, a client of AWS Deadline Cloud that was generated with four operations; all of it holds for every client.
//!
//! | you want to | read |
//! |---|---|
//! | list something within five minutes, without an AWS account | [Getting started](getting_started) |
//! | read long lists, stop, and go on in another process | [Pagination and resuming](pagination) |
//! | know what went wrong, and what to do about it | [Errors](errors), [what breaks on the wire](faults) |
//! | test your program without a network | [Testing](testing) |
//! | set region, credentials, endpoints, time-outs and retries, or choose features | [Configuration](configuration) |
//! | move a program over | [from boto3](from_boto3), [from the official SDK](from_the_official_sdk) |
//! | change what a client has | [Regenerating a client](regenerating) |
//! | have a client of another service | [Generating a client](generating) |

#[doc = include_str!("getting_started.md")]
pub mod getting_started {}

#[doc = include_str!("pagination.md")]
pub mod pagination {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("faults.md")]
pub mod faults {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("configuration.md")]
#[doc = include_str!("features.md")]
pub mod configuration {}

#[doc = include_str!("from_boto3.md")]
pub mod from_boto3 {}

#[doc = include_str!("from_the_official_sdk.md")]
pub mod from_the_official_sdk {}

#[doc = include_str!("regenerating.md")]
pub mod regenerating {}

#[doc = include_str!("generating.md")]
pub mod generating {}

/// The quickstart of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../../README.md")]
struct RepositoryReadme;

/// The README of the client that the guide uses, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../tinsmith-deadline/README.md")]
struct ClientReadme;
