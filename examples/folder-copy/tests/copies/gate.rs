//! A server on loopback that forwards requests to another one, and holds one of them or its response, so that a program can be killed then.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// The server.
pub(crate) struct Gate {
    endpoint: String,
    state: Arc<Mutex<State>>,
    held: Receiver<()>,
}

#[derive(Default)]
struct State {
    /// The heads of the requests that were forwarded.
    heads: Vec<String>,
    /// The number of `PUT` requests that pass before the next one is held.
    passing_puts: Option<usize>,
    /// The number of bytes of the first long response that pass before it is held.
    passing_bytes: Option<usize>,
}

impl Gate {
    pub(crate) fn start(upstream: &str) -> Self {
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let (sender, held) = channel();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (upstream, state, sender) =
                    (upstream.clone(), Arc::clone(&shared), sender.clone());
                // A client that is killed ends the thread.
                thread::spawn(move || serve(&client, &upstream, &state, &sender));
            }
        });
        Self {
            endpoint,
            state,
            held,
        }
    }

    /// Runs the program with this server, and with parts of 5 MiB.
    pub(crate) fn copy(&self, places: &[&str]) -> Child {
        self.copy_in_parts(places, "5")
    }

    /// Runs the program with parts of this size, in MiB.
    pub(crate) fn copy_in_parts(&self, places: &[&str], part_size: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_folder-copy-example"))
            .args(places)
            .args(["--part-size", part_size, "--endpoint-url", &self.endpoint])
            .env("AWS_ACCESS_KEY_ID", "AKID")
            .env("AWS_SECRET_ACCESS_KEY", "SECRET")
            .env("AWS_REGION", "us-east-1")
            .spawn()
            .unwrap()
    }

    /// Holds a `PUT` request after others.
    pub(crate) fn hold_put(&self, passing: usize) {
        self.state.lock().unwrap().passing_puts = Some(passing);
    }

    /// Holds the first response that is longer, after some bytes.
    pub(crate) fn hold_response(&self, passing: usize) {
        self.state.lock().unwrap().passing_bytes = Some(passing);
    }

    pub(crate) fn open(&self) {
        let mut state = self.state.lock().unwrap();
        state.passing_puts = None;
        state.passing_bytes = None;
    }

    pub(crate) fn wait_until_held(&self) {
        self.held.recv().unwrap();
    }

    /// Returns the heads of the requests since the last call of this function.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().heads)
    }
}

/// Serves one request of a connection, which is closed after it.
fn serve(
    mut client: &TcpStream,
    upstream: &str,
    state: &Mutex<State>,
    held: &Sender<()>,
) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
        if header.is_empty() {
            break;
        }
        if header == "expect: 100-continue" {
            client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        } else {
            head.push_str(&line);
        }
    }
    if head.is_empty() {
        return Ok(());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if head.starts_with("PUT ") && is_last(&mut state.lock().unwrap().passing_puts) {
        hold(held);
    }
    state.lock().unwrap().heads.push(head.clone());
    let mut server = TcpStream::connect(upstream)?;
    server.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
    server.write_all(&body)?;
    let mut response = Vec::new();
    server.read_to_end(&mut response)?;
    let passing = state.lock().unwrap().passing_bytes;
    if let Some(passing) = passing.filter(|passing| *passing < response.len()) {
        client.write_all(&response[..passing])?;
        hold(held);
    }
    client.write_all(&response)
}

/// Counts down, and returns true at the end.
fn is_last(passing: &mut Option<usize>) -> bool {
    match passing {
        Some(0) => true,
        Some(number) => {
            *number -= 1;
            false
        }
        None => false,
    }
}

/// Reports that something is held, and waits forever.
fn hold(held: &Sender<()>) {
    held.send(()).unwrap();
    loop {
        thread::park();
    }
}
