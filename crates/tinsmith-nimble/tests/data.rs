//! Inputs as data. With the feature `serde` the protocol tests also serialize and deserialize their values.
#![cfg(feature = "serde")]

use serde_json::json;
use tinsmith_nimble::operation::ListStreamingSessionsInput;

#[test]
fn an_input_is_what_boto3_takes_as_keywords() {
    let text = json!({"studioId": "s", "createdBy": "c", "ownedBy": "o", "sessionIds": "i", "nextToken": "t"});
    let input: ListStreamingSessionsInput = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(&input).unwrap(), text);
}
