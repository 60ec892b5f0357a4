//! A server on loopback that causes the faults that a test plans, and otherwise responds with the requested thing.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// A fault: the reaction of the server to one request.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// True if it happens before the request is read.
    at_once: bool,
    says: Vec<u8>,
    then: Then,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    /// The next request on this connection is served.
    Stay,
    Close,
    Reset,
    Silence,
    /// The connection stays open, and nothing is read.
    Deafness,
    /// Sends these bytes again and again, with a pause in between.
    Repeat(&'static [u8], Duration),
}

impl Fault {
    /// Sends these bytes as the response.
    pub(crate) fn sends(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            at_once: false,
            says: bytes.into(),
            then: Then::Stay,
        }
    }

    /// Sends nothing.
    pub(crate) fn sends_nothing() -> Self {
        Self::sends("")
    }

    /// Sends a head, and a body of its length.
    pub(crate) fn responds(head: &str, body: &str) -> Self {
        let length = body.len();
        Self::sends(format!(
            "HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    /// Happens when a connection is opened, before any data is sent.
    pub(crate) fn at_once(self) -> Self {
        Self {
            at_once: true,
            ..self
        }
    }

    pub(crate) fn then_closes(self) -> Self {
        self.then(Then::Close)
    }

    pub(crate) fn then_resets(self) -> Self {
        self.then(Then::Reset)
    }

    pub(crate) fn then_is_silent(self) -> Self {
        self.then(Then::Silence)
    }

    pub(crate) fn then_stops_reading(self) -> Self {
        self.then(Then::Deafness)
    }

    pub(crate) fn then_repeats(self, bytes: &'static [u8], pause: Duration) -> Self {
        self.then(Then::Repeat(bytes, pause))
    }

    fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

/// A connection, encrypted or not.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {
    /// Makes closing a reset.
    fn will_reset(&self) -> io::Result<()>;
}

impl Wire for TcpStream {
    fn will_reset(&self) -> io::Result<()> {
        self.set_zero_linger()
    }
}

/// The state that a server shares with its connections.
#[derive(Default)]
pub(crate) struct Plan {
    always: Mutex<Option<Fault>>,
    /// The number of requests among which one has one of these faults.
    sometimes: Mutex<Option<(u64, Vec<Fault>)>>,
    /// The faults of the next requests.
    next: Mutex<VecDeque<Fault>>,
    connections: AtomicUsize,
    requests: AtomicUsize,
    served: AtomicUsize,
    /// The head of the last request that was served.
    head: Mutex<String>,
    /// The body of the last request that was served, if it had a length.
    body: Mutex<Vec<u8>>,
    /// The number of bytes that arrived after the heads of requests with faults.
    bytes_in_vain: AtomicUsize,
}

impl Plan {
    fn fault(&self, at_once: bool) -> Option<Fault> {
        let mut next = lock(&self.next);
        if let Some(fault) = next.front() {
            return if fault.at_once == at_once {
                next.pop_front()
            } else {
                None
            };
        }
        let always = lock(&self.always).clone();
        always
            .or_else(|| self.by_chance())
            .filter(|fault| fault.at_once == at_once)
    }

    /// Chooses the fault of a request. The same requests have faults in every run, as far as their order is the same.
    fn by_chance(&self) -> Option<Fault> {
        let sometimes = lock(&self.sometimes);
        let (one_in, faults) = sometimes.as_ref()?;
        // The mixing function of SplitMix64.
        let mut dice =
            (self.requests.load(Ordering::SeqCst) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        dice = (dice ^ (dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        dice = (dice ^ (dice >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        dice ^= dice >> 31;
        let which = usize::try_from(dice / one_in).unwrap_or_default() % faults.len();
        faults
            .get(which)
            .filter(|_| dice.is_multiple_of(*one_in))
            .cloned()
    }

    /// Serves a connection until it ends or breaks.
    pub(crate) async fn serve(&self, mut wire: impl Wire) -> io::Result<()> {
        self.connections.fetch_add(1, Ordering::SeqCst);
        if let Some(fault) = self.fault(true) {
            self.requests.fetch_add(1, Ordering::SeqCst);
            return self.inflict(&fault, &mut wire).await.map(drop);
        }
        while let Some((head, mut body)) = read_head(&mut wire).await? {
            self.requests.fetch_add(1, Ordering::SeqCst);
            let Some(fault) = self.fault(false) else {
                let length = content_length(&head);
                let left = length.saturating_sub(body.len() as u64);
                (&mut wire).take(left).read_to_end(&mut body).await?;
                if (body.len() as u64) < length {
                    break;
                }
                *lock(&self.body) = body;
                self.served.fetch_add(1, Ordering::SeqCst);
                wire.write_all(&response(&head)).await?;
                *lock(&self.head) = head;
                continue;
            };
            self.count_in_vain(body.len());
            if !self.inflict(&fault, &mut wire).await? {
                break;
            }
        }
        Ok(())
    }

    /// Causes a fault. True if the connection can be used afterwards.
    async fn inflict(&self, fault: &Fault, wire: &mut impl Wire) -> io::Result<bool> {
        wire.write_all(&fault.says).await?;
        wire.flush().await?;
        match fault.then {
            Then::Stay => return Ok(true),
            Then::Close => {}
            Then::Reset => {
                // Gives the client the time to read the bytes that were sent before.
                let pause = Duration::from_millis(5);
                let reading = self.read_in_vain(wire);
                // The reset follows, also after an error.
                let _ = tokio::time::timeout(pause, reading).await;
                wire.will_reset()?;
            }
            Then::Deafness => std::future::pending().await,
            Then::Silence => self.read_in_vain(wire).await?,
            Then::Repeat(bytes, pause) => loop {
                wire.write_all(bytes).await?;
                wire.flush().await?;
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
            },
        }
        Ok(false)
    }

    /// Reads until the end of the connection.
    async fn read_in_vain(&self, wire: &mut impl Wire) -> io::Result<()> {
        let mut buffer = [0; 4096];
        loop {
            match wire.read(&mut buffer).await? {
                0 => return Ok(()),
                read => self.count_in_vain(read),
            }
        }
    }

    fn count_in_vain(&self, bytes: usize) {
        self.bytes_in_vain.fetch_add(bytes, Ordering::SeqCst);
    }
}

/// Creates the response to a request: `{"name":"t-1"}` to `GET /things/t-1`.
fn response(head: &str) -> Vec<u8> {
    let path = head.split(' ').nth(1).unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let body = format!(r#"{{"name":"{name}"}}"#);
    Fault::responds("200 OK", &body).says
}

/// Reads the head of the next request, and the bytes of its body that arrive with it.
async fn read_head(wire: &mut impl Wire) -> io::Result<Option<(String, Vec<u8>)>> {
    const END: &[u8] = b"\r\n\r\n";
    let mut head = Vec::new();
    let mut searched = 0;
    let find_end = |bytes: &[u8]| bytes.windows(END.len()).position(|bytes| bytes == END);
    loop {
        if let Some(end) = head.get(searched..).and_then(find_end) {
            let body = head.split_off(searched + end + END.len());
            return Ok(Some((String::from_utf8_lossy(&head).into_owned(), body)));
        }
        searched = head.len().saturating_sub(END.len());
        let mut buffer = [0; 4096];
        match wire.read(&mut buffer).await? {
            0 => return Ok(None),
            read => head.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// Returns the length of a request's body, or 0 if it has none.
fn content_length(head: &str) -> u64 {
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    length
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A server that stops, for new connections, when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    plan: Arc<Plan>,
    accepts: AbortHandle,
}

impl Server {
    pub(crate) async fn start() -> io::Result<Self> {
        Self::over(
            TcpListener::bind("127.0.0.1:0").await?,
            |stream, plan| async move { plan.serve(stream).await },
        )
    }

    /// Creates a server that wraps each connection before it is served.
    pub(crate) fn over<F>(
        listener: TcpListener,
        serve: impl Fn(TcpStream, Arc<Plan>) -> F + Send + 'static,
    ) -> io::Result<Self>
    where
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let address = listener.local_addr()?;
        let plan = Arc::<Plan>::default();
        let shared = Arc::clone(&plan);
        let accepts = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Ok(Self {
            address,
            plan,
            accepts: accepts.abort_handle(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the fault of every request from now on.
    pub(crate) fn breaks(&self, fault: Fault) {
        *lock(&self.plan.always) = Some(fault);
    }

    /// Plans the fault of one of the next requests, after those that are planned already.
    pub(crate) fn breaks_once(&self, fault: Fault) {
        lock(&self.plan.next).push_back(fault);
    }

    /// Plans faults for one of `one_in` requests.
    pub(crate) fn breaks_sometimes(&self, one_in: u64, faults: Vec<Fault>) {
        *lock(&self.plan.sometimes) = Some((one_in, faults));
    }

    /// Serves all requests without faults from now on.
    pub(crate) fn heals(&self) {
        *lock(&self.plan.always) = None;
        lock(&self.plan.next).clear();
    }

    pub(crate) fn connections(&self) -> usize {
        self.plan.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of requests that arrived, those with faults included.
    pub(crate) fn requests(&self) -> usize {
        self.plan.requests.load(Ordering::SeqCst)
    }

    /// Returns the number of requests that were served without a fault.
    pub(crate) fn served(&self) -> usize {
        self.plan.served.load(Ordering::SeqCst)
    }

    /// Returns the number of bytes that were sent after the heads of requests with faults.
    pub(crate) fn bytes_in_vain(&self) -> usize {
        self.plan.bytes_in_vain.load(Ordering::SeqCst)
    }

    /// Returns the head of the last request that was served without a fault.
    pub(crate) fn head(&self) -> String {
        lock(&self.plan.head).clone()
    }

    /// Returns the body of the last request that was served without a fault.
    pub(crate) fn body(&self) -> Vec<u8> {
        lock(&self.plan.body).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}
