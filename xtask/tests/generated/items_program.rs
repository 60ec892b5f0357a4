
// The code above is that of the guide.

use aws_credential_types::Credentials;
use tinsmith::BigNumber;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith_dynamodb::types::AttributeValue;
use tinsmith_dynamodb::{Client, Config};

const PRICE: &str = "12345678901234567890.123456789012345678";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asset = Asset {
        id: "a".to_owned(),
        frames: u64::MAX,
        scale: 0.1 + 0.2,
        comment: None,
        thumbnail: ByteBuf::from([0, 255]),
        layers: BTreeMap::from([
            ("left".to_owned(), ByteBuf::from([0, 1])),
            ("right".to_owned(), ByteBuf::new()),
        ]),
        tags: BTreeSet::from(["x".to_owned(), "y".to_owned()]),
        checksums: vec![ByteBuf::from([1]), ByteBuf::from([255, 255])],
    };
    let item = item::to_item(&asset)?;
    println!("{}", serde_json::to_string(&item)?);

    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .transport(script.clone())
        .max_attempts(1)
        .build();
    let client = Client::new(&config);
    save(&client, &asset).await?;
    // The table returns the item that it received.
    let sent: serde_json::Value = serde_json::from_slice(script.requests()[0].body())?;
    let stored = serde_json::json!({ "Item": sent["Item"] }).to_string();
    script.respond(ScriptedResponse::json(200, stored));
    assert_eq!(load(&client, "a").await?.as_ref(), Some(&asset));
    println!("the item is the same after both conversions");

    let price: BigNumber = PRICE.parse()?;
    let mut item = with_price(&asset, &price)?;
    println!("{}", item::from_item::<Asset>(item.clone()).unwrap_err());
    println!("price {}", take_price(&mut item).ok_or("no price")?);
    assert_eq!(item::from_item::<Asset>(item)?, asset);

    script.respond(ScriptedResponse::json(200, "{}"));
    println!("{:?}", load(&client, "b").await?);
    Ok(())
}
