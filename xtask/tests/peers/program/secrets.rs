//! Secrets Manager.

use tinsmith::{Blob, Config};

use crate::Result;

pub async fn secrets(config: &Config) -> Result<()> {
    let client = peer_secrets_manager::Client::new(config);
    for name in ["peer-a", "peer-b", "peer-c"] {
        let secret = client.create_secret().name(name);
        let secret = match name {
            "peer-c" => secret.secret_binary(Blob::from(vec![0, 255])),
            _ => secret.secret_string("<é> & \"text\""),
        };
        let created = secret.send().await?;
        println!("secret {}", created.name.unwrap_or_default());
    }
    let mut listed = client.list_secrets().paginate().page_size(2).items();
    while let Some(secret) = listed.try_next().await? {
        println!("listed {}", secret.name.unwrap_or_default());
    }
    let text = client.get_secret_value().secret_id("peer-a").send().await?;
    println!("text {}", text.secret_string.unwrap_or_default());
    println!("created {}", text.created_date.is_some());
    let bytes = client.get_secret_value().secret_id("peer-c").send().await?;
    let bytes = bytes.secret_binary.unwrap_or_default();
    println!("bytes {:?}", bytes.as_bytes());
    let deleted = client
        .delete_secret()
        .secret_id("peer-a")
        .force_delete_without_recovery(true)
        .send()
        .await?;
    println!("deleted {}", deleted.name.unwrap_or_default());
    let error = client.get_secret_value().secret_id("peer-a").send().await;
    let error = error.err().ok_or("the secret is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_secrets_manager::ServiceError::ResourceNotFound(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}
