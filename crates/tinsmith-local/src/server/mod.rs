//! The HTTP server: the routes, and the steps from a request to its response.

mod router;
mod routes;

pub(crate) use router::router;
