//! The codes of multi-factor authentication.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::error::CredentialsError;

use crate::time::BoxFuture;

/// The result of a request for a code.
type CodeResult = Result<String, Box<dyn Error + Send + Sync>>;

/// The callback that returns the current code of a device.
#[derive(Clone)]
pub(crate) struct MfaCode(Arc<dyn Fn(String) -> BoxFuture<'static, CodeResult> + Send + Sync>);

impl MfaCode {
    /// Creates a callback that gets the serial number of the device.
    pub(crate) fn new<F, R, E>(code: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self(Arc::new(move |serial_number| {
            let code = code(serial_number);
            Box::pin(async { code.await.map_err(Into::into) })
        }))
    }

    /// Asks for the code of a device.
    pub(super) async fn get(&self, serial_number: &str) -> Result<String, CredentialsError> {
        let failed = |problem: &str| {
            let message = format!("the code of the MFA device {serial_number}: {problem}");
            CredentialsError::provider_error(message)
        };
        let code = (self.0)(serial_number.to_owned()).await;
        let code = code.map_err(|error| failed(&error.to_string()))?;
        // A line that was read from a terminal has its end.
        match code.trim() {
            "" => Err(failed("the callback returned none")),
            code => Ok(code.to_owned()),
        }
    }
}

/// A callback has nothing to show.
impl fmt::Debug for MfaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MfaCode").finish_non_exhaustive()
    }
}
