//! A program that sets its keys in code links neither the parsers of files nor the credentials providers. This program is one, and
//! searches itself.

use tinsmith::Config;

#[tokio::test]
async fn a_program_with_keys_of_its_own_has_no_providers_linked_into_it() {
    let config = Config::builder()
        .region("us-west-2")
        .credentials(crate::support::credentials())
        .endpoint_url("http://127.0.0.1:1")
        .max_attempts(1);
    let call = crate::support::call(config);
    let error = crate::support::get_thing(call).await.unwrap_err();
    assert_eq!(error.kind(), tinsmith::ErrorKind::Connection);
    assert_eq!(crate::linked::providers(), [""; 0]);
}
