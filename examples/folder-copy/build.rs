//! Generates the client of the program, as a module in `OUT_DIR`.

use tinsmith_codegen::build::{Builder, Error};
use tinsmith_codegen::{Quirks, RegionalRedirectQuirk};

fn main() -> Result<(), Error> {
    // Those of the whole service, as far as these operations have them.
    let quirks = Quirks {
        body_hash_header: true,
        endpoint_labels: vec!["Bucket".to_owned()],
        errors_with_success: true,
        expect_continue: vec!["PutObject".to_owned(), "UploadPart".to_owned()],
        regional_redirects: Some(RegionalRedirectQuirk {
            parameter: "Bucket".to_owned(),
            header: "x-amz-bucket-region".to_owned(),
            element: "Region".to_owned(),
            // The model has neither the operation that creates a bucket nor the one that looks its region up.
            ..RegionalRedirectQuirk::default()
        }),
        ..Quirks::default()
    };
    Builder::new()
        .quirks("com.amazonaws.s3#AmazonS3", quirks)
        .compile("s3.smithy")
}
