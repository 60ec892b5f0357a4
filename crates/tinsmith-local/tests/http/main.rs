//! The services over real HTTP, called by a client that has nothing in common with them: requests are signed by
//! `aws-sigv4`, and sent as bytes.

#[cfg(test)]
mod aggregations;
#[cfg(test)]
mod client;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod streaming_sessions;
