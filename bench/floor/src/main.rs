//! The floor: two handwritten calls on reqwest, aws-sigv4 and serde, the minimal cost of a client on these crates.
//!
//! `bench-floor URL WORKLOAD N`; the workloads are described in `../README.md`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "count-allocations")]
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

const FARM: &str = "farm-0123456789abcdef0123456789abcdef";
const QUEUE: &str = "queue-0123456789abcdef0123456789abcdef";
const JOB: &str = "job-0123456789abcdef0123456789abcdef";
const SESSION: &str = "session-0123456789abcdef0123456789abcdef";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

// Timestamps stay text, since the floor does not parse them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub session_id: String,
    pub fleet_id: String,
    pub worker_id: String,
    pub started_at: String,
    pub lifecycle_status: String,
    pub ended_at: Option<String>,
    pub updated_at: Option<String>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub sessions: Vec<Summary>,
    pub next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    pub log_driver: String,
    pub options: Option<HashMap<String, String>>,
    pub parameters: Option<HashMap<String, String>>,
    pub error: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpAddresses {
    pub ip_v4_addresses: Option<Vec<String>>,
    pub ip_v6_addresses: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostProperties {
    pub ip_addresses: Option<IpAddresses>,
    pub host_name: Option<String>,
    pub ec2_instance_arn: Option<String>,
    pub ec2_instance_type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    pub session_id: String,
    pub fleet_id: String,
    pub worker_id: String,
    pub started_at: String,
    pub lifecycle_status: String,
    pub ended_at: Option<String>,
    pub updated_at: Option<String>,
    pub updated_by: Option<String>,
    pub log: Option<Log>,
    pub host_properties: Option<HostProperties>,
    pub worker_log: Option<Log>,
}

struct Client {
    http: reqwest::Client,
    url: String,
    credentials: Credentials,
}

impl Client {
    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let uri = format!("{}{path}", self.url);
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-west-2")
            .name("deadline")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let host = uri
            .trim_start_matches("http://")
            .trim_start_matches("https://")
            .split('/')
            .next()
            .unwrap_or_default();
        let headers = [("host", host)];
        let signable =
            SignableRequest::new("GET", &uri, headers.into_iter(), SignableBody::Bytes(b""))?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        let mut request = http::Request::get(&uri).body(reqwest::Body::default())?;
        instructions.apply_to_request_http1x(&mut request);
        let response = self
            .http
            .execute(request.try_into()?)
            .await?
            .error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }

    async fn get_session(&self) -> Result<Detail> {
        self.get(&format!(
            "/2023-10-12/farms/{FARM}/queues/{QUEUE}/jobs/{JOB}/sessions/{SESSION}"
        ))
        .await
    }

    async fn list_sessions(&self, token: Option<String>) -> Result<Page> {
        let token = token
            .map(|token| format!("&nextToken={token}"))
            .unwrap_or_default();
        self.get(&format!(
            "/2023-10-12/farms/{FARM}/queues/{QUEUE}/jobs/{JOB}/sessions?maxResults=100{token}"
        ))
        .await
    }
}

/// Creates the client of `https` URLs, with the certificate authorities of the system, or of plain ones, without any.
fn http_client(url: &str) -> Result<reqwest::Client> {
    let provider = rustls::crypto::ring::default_provider();
    let builder = reqwest::Client::builder();
    if url.starts_with("https:") {
        // An earlier provider of the process would do as well.
        provider.install_default().ok();
        return Ok(builder.build()?);
    }
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(tls).build()?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let Ok([_, url, workload, count]) = <[String; 4]>::try_from(arguments) else {
        return Err("usage: URL WORKLOAD N".into());
    };
    let count = count.parse()?;
    // A task, as in a server: tokio wakes the future of `main` by way of the kernel.
    tokio::spawn(async move { run(&url, &workload, count).await }).await?
}

async fn run(url: &str, workload: &str, count: usize) -> Result<()> {
    let client = Arc::new(Client {
        http: http_client(url)?,
        url: url.to_owned(),
        credentials: Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"),
    });
    match workload {
        "session" => {
            for _ in 0..count {
                client.get_session().await?;
            }
        }
        "page" => {
            for _ in 0..count {
                assert_eq!(client.list_sessions(None).await?.sessions.len(), 100);
            }
        }
        "items" => {
            for _ in 0..count {
                let (mut token, mut items) = (None, 0);
                loop {
                    let page = client.list_sessions(token).await?;
                    items += page.sessions.len();
                    token = page.next_token;
                    if token.is_none() {
                        break;
                    }
                }
                println!("{items} items");
            }
        }
        "concurrent" => {
            let tasks: Vec<_> = (0..64)
                .map(|_| {
                    let client = Arc::clone(&client);
                    tokio::spawn(async move {
                        for _ in 0..count {
                            client.get_session().await?;
                        }
                        Ok::<_, Box<dyn Error + Send + Sync>>(())
                    })
                })
                .collect();
            for task in tasks {
                task.await??;
            }
        }
        other => return Err(format!("no workload {other}").into()),
    }
    #[cfg(feature = "count-allocations")]
    println!("allocations {}", ALLOCATOR.stats().allocations);
    Ok(())
}
