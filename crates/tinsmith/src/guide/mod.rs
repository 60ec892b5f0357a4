//! What concerns more than one item.

#[doc = include_str!("faults.md")]
pub mod faults {}
