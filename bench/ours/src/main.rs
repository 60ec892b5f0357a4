//! This SDK doing the same work: `bench-ours URL WORKLOAD N`; the workloads are described in `../README.md`.

use std::error::Error;
use std::time::{Duration, SystemTime};

use tinsmith::{Config, Credentials};
use tinsmith_deadline::Client;
use tinsmith_deadline::types::{ResourceIds, UsageGroupByField, UsageStatistic};

#[cfg(feature = "count-allocations")]
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

const FARM: &str = "farm-0123456789abcdef0123456789abcdef";
const QUEUE: &str = "queue-0123456789abcdef0123456789abcdef";
const JOB: &str = "job-0123456789abcdef0123456789abcdef";
const SESSION: &str = "session-0123456789abcdef0123456789abcdef";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

async fn get_session(client: &Client) -> Result<()> {
    client
        .get_session()
        .farm_id(FARM)
        .queue_id(QUEUE)
        .job_id(JOB)
        .session_id(SESSION)
        .send()
        .await?;
    Ok(())
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
    let config = Config::builder()
        .region("us-west-2")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "bench",
        ))
        .endpoint_url(url)
        .build();
    let client = Client::new(&config);
    match workload {
        "session" => {
            for _ in 0..count {
                get_session(&client).await?;
            }
        }
        "page" => {
            for _ in 0..count {
                let page = client
                    .list_sessions()
                    .farm_id(FARM)
                    .queue_id(QUEUE)
                    .job_id(JOB)
                    .max_results(100)
                    .send()
                    .await?;
                assert_eq!(page.sessions.len(), 100);
            }
        }
        "items" => {
            for _ in 0..count {
                let mut sessions = client
                    .list_sessions()
                    .farm_id(FARM)
                    .queue_id(QUEUE)
                    .job_id(JOB)
                    .paginate()
                    .page_size(100)
                    .items();
                let mut items = 0;
                while sessions.try_next().await?.is_some() {
                    items += 1;
                }
                println!("{items} items");
            }
        }
        "concurrent" => {
            let tasks: Vec<_> = (0..64)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move {
                        for _ in 0..count {
                            get_session(&client).await?;
                        }
                        Ok::<_, Box<dyn Error + Send + Sync>>(())
                    })
                })
                .collect();
            for task in tasks {
                task.await??;
            }
        }
        // This workload is not timed. It keeps all five operations in the binary, as a program that uses them does.
        "all" => {
            let nimble = tinsmith_nimble::Client::new(&config);
            let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_000_000);
            for _ in 0..count {
                let started = client
                    .start_sessions_statistics_aggregation()
                    .farm_id(FARM)
                    .resource_ids(ResourceIds::QueueIds(vec![QUEUE.to_owned()]))
                    .start_time(start)
                    .end_time(start + Duration::from_secs(600_000))
                    .group_by([UsageGroupByField::QueueId])
                    .statistics([UsageStatistic::Sum])
                    .send()
                    .await?;
                let statistics = client
                    .get_sessions_statistics_aggregation()
                    .farm_id(FARM)
                    .aggregation_id(&started.aggregation_id)
                    .send()
                    .await?;
                println!("{statistics:?}");
                println!(
                    "{:?}",
                    nimble
                        .list_streaming_sessions()
                        .studio_id("studio")
                        .send()
                        .await?
                );
                get_session(&client).await?;
            }
        }
        other => return Err(format!("no workload {other}").into()),
    }
    #[cfg(feature = "count-allocations")]
    println!("allocations {}", ALLOCATOR.stats().allocations);
    Ok(())
}
