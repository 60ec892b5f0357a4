//! Retries: the standard and the adaptive mode of the AWS SDKs.

mod backoff;
mod classify;
mod defaults;
mod mode;
mod quota;
mod rate;
mod retries;
mod schedule;
mod skew;

pub(crate) use self::backoff::{BackoffLimits, retry_after};
pub(crate) use self::classify::{classify, is_credentials_code};
pub use self::defaults::RetryDefaults;
pub use self::mode::{RetryMode, UnknownRetryMode};
pub(crate) use self::quota::RetryQuota;
pub(crate) use self::rate::RateLimit;
pub(crate) use self::retries::{AttemptFailure, Decision, NextStep, Retries};
pub(crate) use self::schedule::Schedule;
pub(crate) use self::skew::{ClockSkew, is_skew_code};
