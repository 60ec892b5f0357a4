//! Clients that are used in several runtimes, or in one that does not run all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;

use tinsmith::Handle;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::sockets::{OK, client, request, respond, server};
use crate::support::get_thing;

/// Creates a runtime that runs only while it has a future to wait for.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Creates the runtime of a server, which always runs.
pub(crate) fn runtime_of_server() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

/// Makes one call of one attempt, and waits until its connection is in the pool again.
fn call_once(runtime: &Runtime, client: &Handle) {
    runtime.block_on(async {
        get_thing(client.call()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    });
}

#[test]
fn each_runtime_has_connections_of_its_own() {
    let of_server = runtime_of_server();
    let serve = |mut stream: TcpStream, _| async move { respond(&mut stream, OK).await };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = client(address, |config| {
        config.max_attempts(1).read_timeout(Duration::from_secs(5))
    });
    // More than the number of clients that the transport over reqwest keeps for one runtime.
    let runtimes: Vec<_> = (0..12).map(|_| runtime()).collect();
    for round in 0..3 {
        for (number, runtime) in runtimes.iter().enumerate() {
            call_once(runtime, &client);
            let expected = if round == 0 { number + 1 } else { 12 };
            assert_eq!(connections.load(Ordering::SeqCst), expected);
        }
    }
}

#[test]
fn the_connections_of_a_runtime_that_has_ended_are_closed() {
    let of_server = runtime_of_server();
    let open = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&open);
    let serve = move |mut stream: TcpStream, _| {
        let count = Arc::clone(&count);
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            // Also after an error.
            let _ = respond(&mut stream, OK).await;
            count.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
    };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = client(address, |config| config.max_attempts(1));
    for _ in 0..5 {
        call_once(&runtime(), &client);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 5);
    std::thread::sleep(Duration::from_millis(100));
    assert!(open.load(Ordering::SeqCst) <= 1, "{open:?}");
}

#[test]
fn a_connection_that_is_closed_while_its_runtime_does_not_run_is_not_used_again() {
    let of_server = runtime_of_server();
    let serve = |mut stream: TcpStream, number| async move {
        if number % 2 == 1 {
            return respond(&mut stream, OK).await;
        }
        request(&mut stream).await?;
        stream.write_all(OK.as_bytes()).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(())
    };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = || client(address, |config| config.max_attempts(1));
    let between_runs = client();
    let runtime = runtime();
    for _ in 0..2 {
        call_once(&runtime, &between_runs);
        std::thread::sleep(Duration::from_millis(1_200));
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    let within_a_run = client();
    runtime.block_on(async {
        for _ in 0..2 {
            get_thing(within_a_run.call()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
            std::thread::sleep(Duration::from_millis(1_200));
        }
    });
    assert_eq!(connections.load(Ordering::SeqCst), 4);
}

#[test]
fn connections_that_are_closed_while_the_runtime_does_not_run_are_used_by_none_of_several_calls() {
    const CALLS: usize = 3;
    let of_server = runtime_of_server();
    let serve = |mut stream: TcpStream, number| async move {
        if number >= CALLS {
            return respond(&mut stream, OK).await;
        }
        request(&mut stream).await?;
        // The others are open by then, so that each call has a connection of its own.
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.write_all(OK.as_bytes()).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(())
    };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = client(address, |config| config.max_attempts(1));
    runtime().block_on(async {
        for _ in 0..2 {
            for result in join_all((0..CALLS).map(|_| get_thing(client.call()))).await {
                result.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            std::thread::sleep(Duration::from_millis(1_200));
        }
    });
    assert!(connections.load(Ordering::SeqCst) > CALLS);
}
