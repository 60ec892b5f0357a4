//! The official SDK doing the same work: `bench-official URL WORKLOAD N`; the workloads are described in `../README.md`.

use std::error::Error;

use aws_config::Region;
use aws_sdk_deadline::Client;
use aws_sdk_deadline::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_deadline::config::{ConfigBag, Credentials, Intercept, RuntimeComponents};
use aws_sdk_deadline::error::BoxError;
use aws_sdk_deadline::primitives::DateTime;
use aws_sdk_deadline::types::{SessionsStatisticsResources, UsageGroupByField, UsageStatistic};

#[cfg(feature = "count-allocations")]
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

const FARM: &str = "farm-0123456789abcdef0123456789abcdef";
const QUEUE: &str = "queue-0123456789abcdef0123456789abcdef";
const JOB: &str = "job-0123456789abcdef0123456789abcdef";
const SESSION: &str = "session-0123456789abcdef0123456789abcdef";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Removes the host prefix, for which this SDK has no setting: `management.127.0.0.1` cannot be resolved.
#[derive(Debug)]
struct WithoutHostPrefix;

impl Intercept for WithoutHostPrefix {
    fn name(&self) -> &'static str {
        "WithoutHostPrefix"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> std::result::Result<(), BoxError> {
        let request = context.request_mut();
        let uri = request.uri().replacen("//management.", "//", 1);
        request.set_uri(uri)?;
        Ok(())
    }
}

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
    let config = aws_config::from_env()
        .region(Region::new("us-west-2"))
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "bench",
        ))
        .endpoint_url(url)
        .load()
        .await;
    let client = Client::from_conf(
        aws_sdk_deadline::config::Builder::from(&config)
            .interceptor(WithoutHostPrefix)
            .build(),
    );
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
                assert_eq!(page.sessions().len(), 100);
            }
        }
        "items" => {
            for _ in 0..count {
                let mut sessions = client
                    .list_sessions()
                    .farm_id(FARM)
                    .queue_id(QUEUE)
                    .job_id(JOB)
                    .into_paginator()
                    .page_size(100)
                    .items()
                    .send();
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
            let nimble = aws_sdk_nimble::Client::new(&config);
            for _ in 0..count {
                let started = client
                    .start_sessions_statistics_aggregation()
                    .farm_id(FARM)
                    .resource_ids(SessionsStatisticsResources::QueueIds(vec![
                        QUEUE.to_owned(),
                    ]))
                    .start_time(DateTime::from_secs(1_772_000_000))
                    .end_time(DateTime::from_secs(1_772_600_000))
                    .group_by(UsageGroupByField::QueueId)
                    .statistics(UsageStatistic::Sum)
                    .send()
                    .await?;
                let statistics = client
                    .get_sessions_statistics_aggregation()
                    .farm_id(FARM)
                    .aggregation_id(started.aggregation_id())
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
