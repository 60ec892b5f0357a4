//! The program, with the service on loopback.

use std::error::Error;
use std::process::Command;

use tinsmith_local::LocalService;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_lists_the_first_sessions_of_a_job() -> Result<(), Box<dyn Error>> {
    let service = LocalService::builder().sessions(100).start().await?;
    let job = service.jobs().next().ok_or("a farm without jobs")?;
    let output = Command::new(env!("CARGO_BIN_EXE_build-script-example"))
        .args([service.farm_id(), job.queue_id, job.job_id])
        .envs(service.environment())
        .output()?;
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout)?;
    let ids = service.session_ids(job.job_id);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 3, "{output}");
    for (line, id) in lines.iter().zip(ids) {
        assert!(line.starts_with(id), "{output}");
    }
    Ok(())
}
