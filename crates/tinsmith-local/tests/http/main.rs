//! The services over real HTTP, called by a client that shares no code with them: `aws-sigv4` signs the requests.

#[cfg(test)]
mod aggregations;
#[cfg(test)]
mod client;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod log_events;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod streaming_sessions;
