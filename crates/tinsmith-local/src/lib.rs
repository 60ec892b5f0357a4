//! Deadline Cloud and Nimble Studio on loopback.
