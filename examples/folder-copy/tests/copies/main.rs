//! The program with the server of moto: it is killed in the middle of an upload and of a download, and continues.
//!
//! Skipped, with a notice, if there is no Python with moto's server. `xtask/tests/peers/install.sh` installs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod gate;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use gate::Gate;

const MIB: usize = 1024 * 1024;

/// The files, among them two with several parts of 5 MiB, and their lengths.
const FILES: [(&str, usize); 7] = [
    ("a large.bin", 12 * MIB),
    ("empty", 0),
    ("folder/b large.bin", 6 * MIB),
    ("folder/plus+é 日本.txt", 1000),
    ("folder/q?x=1&y#z%20", 10),
    // The names of unfinished downloads are others.
    ("y.unfinished", 3),
    ("z", 1),
];

#[test]
fn a_copy_that_is_killed_continues_without_repetition_and_without_half_files() {
    let Some(server) = Server::start() else {
        return;
    };
    server.create_bucket();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    write_files(&source, &FILES);

    // The third request with content is a part of the first file, after two others of it.
    let gate = Gate::start(&server.endpoint);
    gate.hold_put(2);
    let mut killed = gate.copy(&[source.to_str().unwrap(), "s3://bucket/some/prefix"]);
    gate.wait_until_held();
    killed.kill().unwrap();
    killed.wait().unwrap();
    let sent = gate.take();
    assert_eq!(puts(&sent).len(), 2, "{sent:?}");
    assert!(!server.listing().contains("<Key>"), "an object is there");

    gate.open();
    run(gate.copy(&[source.to_str().unwrap(), "s3://bucket/some/prefix"]));
    let rest = gate.take();
    // Three parts of one file, two of another, and five files of one request.
    assert_eq!(puts(&sent).len() + puts(&rest).len(), 10, "{rest:?}");
    assert!(puts(&sent).iter().all(|put| !puts(&rest).contains(put)));
    let begun = "POST /bucket/some/prefix/a%20large.bin?uploads ";
    assert!(!rest.iter().any(|head| head.starts_with(begun)), "{rest:?}");
    run(gate.copy(&[source.to_str().unwrap(), "s3://bucket/some/prefix"]));
    assert_eq!(puts(&gate.take()), Vec::<String>::new());

    let target = folder.path().join("target");
    gate.hold_response(MIB);
    let mut killed = gate.copy(&["s3://bucket/some/prefix/", target.to_str().unwrap()]);
    gate.wait_until_held();
    let unfinished = wait_for_file_of(&target, 100_000);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!target.join("a large.bin").exists());
    gate.open();
    gate.take();
    let there = unfinished.metadata().unwrap().len();
    run(gate.copy(&["s3://bucket/some/prefix/", target.to_str().unwrap()]));
    let range = format!("range: bytes={there}-");
    assert!(
        gate.take().iter().any(|head| head.contains(&range)),
        "{range}"
    );
    for (name, length) in FILES {
        assert_eq!(
            fs::read(target.join(name)).unwrap(),
            content(name, length),
            "{name}"
        );
    }
    assert!(!unfinished.exists());
    run(gate.copy(&["s3://bucket/some/prefix/", target.to_str().unwrap()]));
    assert_eq!(gate.take().len(), 1, "one listing");
}

#[test]
fn a_copy_that_continues_with_parts_of_another_size_takes_no_part_from_another_place() {
    let Some(server) = Server::start() else {
        return;
    };
    server.create_bucket();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    let file = ("file", 15 * MIB);
    write_files(&source, &[file]);
    let places = [source.to_str().unwrap(), "s3://bucket"];
    let gate = Gate::start(&server.endpoint);
    gate.hold_put(2);
    let mut killed = gate.copy(&places);
    gate.wait_until_held();
    killed.kill().unwrap();
    killed.wait().unwrap();
    gate.open();
    // Its second part is as long as the second part before, and begins elsewhere.
    run(gate.copy_in_parts(&places, "10"));
    let target = folder.path().join("target");
    run(gate.copy(&["s3://bucket", target.to_str().unwrap()]));
    let (name, length) = file;
    assert!(fs::read(target.join(name)).unwrap() == content(name, length));
}

/// Returns the lines of the requests with content.
fn puts(heads: &[String]) -> Vec<String> {
    let puts = heads.iter().filter(|head| head.starts_with("PUT "));
    puts.map(|head| head.lines().next().unwrap().to_owned())
        .collect()
}

fn run(mut program: Child) {
    assert!(program.wait().unwrap().success());
}

/// Writes the files, as if they were old: moto says of each upload that it began in 2010.
fn write_files(folder: &Path, files: &[(&str, usize)]) {
    for &(name, length) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content(name, length)).unwrap();
        let then = UNIX_EPOCH + Duration::from_secs(1_200_000_000);
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(then)
            .unwrap();
    }
}

/// Returns bytes that differ from file to file and from part to part.
fn content(name: &str, length: usize) -> Vec<u8> {
    let seed = name.len();
    (0..length)
        .map(|index| ((index * 31 + index / 251 + seed) % 256) as u8)
        .collect()
}

/// Returns the one unfinished file of the folder, when it has some bytes.
fn wait_for_file_of(folder: &Path, bytes: u64) -> PathBuf {
    loop {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.metadata().unwrap().len() >= bytes {
                return entry.path();
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The server of moto, which needs no credentials.
struct Server {
    process: Child,
    endpoint: String,
}

impl Server {
    fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let installed = root.join("target/peers/bin/python");
        let python = match installed.is_file() {
            true => installed,
            false => "python3".into(),
        };
        let mut process = Command::new(python)
            .arg(root.join("xtask/tests/peers/moto_server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut endpoint)
            .unwrap();
        let endpoint = endpoint.trim().to_owned();
        let server = Self { process, endpoint };
        if server.endpoint.is_empty() {
            let notice =
                "SKIPPED: there is no Python with moto here (bash xtask/tests/peers/install.sh)\n";
            io::stderr().write_all(notice.as_bytes()).unwrap();
            return None;
        }
        Some(server)
    }

    fn create_bucket(&self) {
        let response = self.request("PUT /bucket HTTP/1.1");
        assert!(response.contains(" 200 "), "{response}");
    }

    fn listing(&self) -> String {
        self.request("GET /bucket?list-type=2 HTTP/1.1")
    }

    fn request(&self, line: &str) -> String {
        let host = self.endpoint.trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).unwrap();
        write!(
            connection,
            "{line}\r\nhost: {host}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        )
        .unwrap();
        let mut response = String::new();
        connection.read_to_string(&mut response).unwrap();
        response
    }
}

impl Drop for Server {
    /// Ends the process, which waits for the end of its input.
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
