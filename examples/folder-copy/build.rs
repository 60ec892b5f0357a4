//! Generates the client of the program, as a module in `OUT_DIR`.

use tinsmith_codegen::Quirks;
use tinsmith_codegen::build::{Builder, Error};

fn main() -> Result<(), Error> {
    // Those of the whole service, as far as these operations have them.
    let quirks = Quirks {
        body_hash_header: true,
        endpoint_labels: vec!["Bucket".to_owned()],
        errors_with_success: true,
        expect_continue: vec!["PutObject".to_owned(), "UploadPart".to_owned()],
        ..Quirks::default()
    };
    Builder::new()
        .quirks("com.amazonaws.s3#AmazonS3", quirks)
        .compile("s3.smithy")
}
