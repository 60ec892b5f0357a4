//! A server on loopback that records requests byte by byte, and forwards them to another server.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it was received.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Request {
    /// The method, the target and the version.
    pub(crate) line: String,
    /// The headers in the order of the request, with lowercase names.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(found, _)| found == name);
        header.map(|(_, value)| value.as_str())
    }
}

/// The server. Each of its connections is a thread that ends with the test.
pub(crate) struct Recorder {
    pub(crate) endpoint: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    /// Forwards to the server with the endpoint `http://HOST:PORT`.
    pub(crate) fn start(endpoint: &str) -> Self {
        let upstream: SocketAddr = endpoint.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::default();
        let recorded = Arc::clone(&requests);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let recorded = Arc::clone(&recorded);
                // A client that closes its connection between two requests ends the thread.
                thread::spawn(move || serve(&client, upstream, &recorded));
            }
        });
        Self { endpoint, requests }
    }

    /// Returns the requests since the last call of this function.
    pub(crate) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

/// Serves one request of a connection, which is closed after it.
fn serve(
    mut client: &TcpStream,
    upstream: SocketAddr,
    recorded: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let Some(request) = read(client)? else {
        return Ok(());
    };
    let forwarded = forwarded(&request);
    recorded.lock().unwrap().push(request);
    let mut server = TcpStream::connect(upstream)?;
    server.write_all(&forwarded)?;
    let mut response = Vec::new();
    server.read_to_end(&mut response)?;
    client.write_all(&response)
}

/// Reads a request, if the connection is not closed before it.
fn read(mut client: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(client);
    let mut request = Request {
        line: line(&mut reader)?,
        ..Request::default()
    };
    if request.line.is_empty() {
        return Ok(None);
    }
    loop {
        let line = line(&mut reader)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let header = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(header);
    }
    if request.header("expect").is_some() {
        client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    if request.header("transfer-encoding").is_some() {
        while let Some(length) = chunk_length(&mut reader)? {
            let mut chunk = vec![0; length];
            reader.read_exact(&mut chunk)?;
            request.body.extend(chunk);
            line(&mut reader)?;
        }
        line(&mut reader)?;
    } else if let Some(length) = request.header("content-length") {
        request.body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

/// Reads the length of a chunk, or `None` for the last one, which is empty.
fn chunk_length(reader: &mut impl BufRead) -> io::Result<Option<usize>> {
    let line = line(reader)?;
    let length = usize::from_str_radix(&line, 16).unwrap();
    Ok((length > 0).then_some(length))
}

/// Reads a line without its end.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    let line = line.trim_ascii_end();
    // Each byte is a character, so that no byte is lost.
    Ok(line.iter().copied().map(char::from).collect())
}

/// Returns the request with the headers of a connection for one request, and a body of known length.
fn forwarded(request: &Request) -> Vec<u8> {
    const CONNECTION: [&str; 4] = [
        "connection",
        "expect",
        "transfer-encoding",
        "content-length",
    ];
    let mut head = format!("{}\r\n", request.line);
    for (name, value) in &request.headers {
        if !CONNECTION.contains(&name.as_str()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    let length = request.body.len();
    head.push_str(&format!(
        "connection: close\r\ncontent-length: {length}\r\n\r\n"
    ));
    let mut bytes: Vec<u8> = head.chars().map(|character| character as u8).collect();
    bytes.extend(&request.body);
    bytes
}
