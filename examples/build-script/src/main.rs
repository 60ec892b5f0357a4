//! Lists the first sessions of a job, by a client that the build script generates.

#![expect(clippy::print_stdout, reason = "a program prints its result")]

include!(concat!(env!("OUT_DIR"), "/deadline.rs"));

use deadline::{Client, Config};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut ids = std::env::args().skip(1);
    let (Some(farm), Some(queue), Some(job)) = (ids.next(), ids.next(), ids.next()) else {
        return Err("usage: sessions FARM QUEUE JOB".into());
    };

    let client = Client::new(&Config::from_env().await?);
    let mut sessions = client
        .list_sessions()
        .farm_id(farm)
        .queue_id(queue)
        .job_id(job)
        .paginate()
        .max_items(3)
        .items();
    while let Some(session) = sessions.try_next().await? {
        println!("{} {}", session.session_id, session.lifecycle_status);
    }
    Ok(())
}
