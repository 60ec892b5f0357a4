//! The code of the guide that converts items of DynamoDB to structs, in a compiled program.

use crate::Generated;

const GUIDE: &str = include_str!("../../../crates/tinsmith/src/guide/items.md");

const EXPECTED: &str = r#"{"checksums":{"BS":["AQ==","//8="]},"comment":{"NULL":true},"frames":{"N":"18446744073709551615"},"id":{"S":"a"},"layers":{"M":{"left":{"B":"AAE="},"right":{"B":""}}},"scale":{"N":"0.30000000000000004"},"tags":{"SS":["x","y"]},"thumbnail":{"B":"AP8="}}
the item is the same after both conversions
12345678901234567890.123456789012345678 has too many digits
price 12345678901234567890.123456789012345678
None
"#;

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn the_code_of_the_guide_about_items_works() {
    let client = Generated::new("tinsmith-dynamodb", include_str!("items.json"));
    client.add_dev_dependencies(
        "serde = { version = \"1\", features = [\"derive\"] }\nserde_bytes = \"0.11\"\nserde_dynamo = \"4\"\nserde_json = \"1\"\n\
         tinsmith-dynamodb = { path = \".\", features = [\"serde\"] }\n",
    );
    let mut program = String::new();
    for part in GUIDE.split("```rust,ignore\n").skip(1) {
        program.push_str(part.split("```").next().unwrap());
    }
    program.push_str(include_str!("items_program.rs"));
    client.example("items", &program);
    assert_eq!(client.run("items"), EXPECTED);
}
