//! The guide: topics that concern more than one item.
//!
//! All examples are compiled, and most of them run with scripted responses or the service of `tinsmith-local`. They use
//! `tinsmith_deadline`, a generated client of AWS Deadline Cloud with four operations. Everything applies to all clients.
//!
//! | task | page |
//! |---|---|
//! | write a first program within five minutes, without an AWS account | [Getting started](getting_started) |
//! | fetch long lists, stop, and resume in another process | [Pagination](pagination) |
//! | see what is sent, in logs | [See what is sent](tracing) |
//! | handle errors | [Errors](errors), [network faults](faults) |
//! | test a program without a network | [Testing](testing) |
//! | set region, credentials, endpoints, timeouts, retries and features | [Configuration](configuration) |
//! | migrate a program | [from boto3](from_boto3), [from the official SDK](from_the_official_sdk) |
//! | change a client | [Regenerating a client](regenerating) |
//! | generate a client of another service | [The command `cargo tinsmith`](command) |
//! | generate a client in a build script, or choose between a crate, a module and a build script | [Build scripts](build_scripts) |
//! | generate a client in a checkout, or from a `.smithy` file | [Generating a client](generating) |
//! | send files, receive streams | [Bodies](bodies) |
//! | receive events as they arrive | [Event streams](streams) |
//! | sign requests without a client | [Signing](signing) |
//! | read and write items of DynamoDB as structs | [Items as structs](items) |

#[doc = include_str!("getting_started.md")]
pub mod getting_started {}

#[doc = include_str!("pagination.md")]
pub mod pagination {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("tracing.md")]
pub mod tracing {}

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

#[doc = include_str!("command.md")]
pub mod command {}

#[doc = include_str!("build_scripts.md")]
pub mod build_scripts {}

#[doc = include_str!("generating.md")]
pub mod generating {}

#[doc = include_str!("bodies.md")]
pub mod bodies {}

#[doc = include_str!("signing.md")]
pub mod signing {}

#[doc = include_str!("streams.md")]
pub mod streams {}

#[doc = include_str!("items.md")]
pub mod items {}

/// The quickstart of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../../README.md")]
struct RepositoryReadme;

/// The README of the client that the guide uses, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../tinsmith-deadline/README.md")]
struct ClientReadme;
