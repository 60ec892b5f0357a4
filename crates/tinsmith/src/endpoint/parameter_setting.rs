//! Settings of the environment and the shared files for parameters of endpoint rules. The feature `checksums` reads them, which each service that has
//! some needs.

/// A setting for a parameter that is true or false. One that the program or the model sets takes precedence.
#[derive(Clone, Copy, Debug)]
pub struct ParameterSetting {
    /// The parameter.
    pub parameter: &'static str,
    /// The environment variable; empty if there is none.
    pub variable: &'static str,
    /// The keys of the profile by precedence, each as `key`, or as `block.key` if it is in a nested block.
    pub keys: &'static [&'static str],
    /// The texts that the setting may have, with their values; empty if they are `true` and `false`. A text without a value sets nothing.
    pub texts: &'static [(&'static str, Option<bool>)],
}
