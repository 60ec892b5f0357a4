//! The connections that wait for their next request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Id;
use tokio::task::AbortHandle;

use super::connect::Destination;
use super::connection::Connection;
use crate::http::transport::runtime::{LONG_IDLE, current_runtime};
use crate::time::{Time, TokioTime};

/// The time after which a connection without requests is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// The idle connections of a transport.
#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<Idle>,
    clock: TokioTime,
}

#[derive(Default)]
struct Idle {
    /// The connections with the time since when they are idle, in that order.
    connections: Vec<(Duration, Box<Connection>)>,
    /// The task that closes connections. There is none without connections.
    sweeper: Option<AbortHandle>,
}

impl Drop for Idle {
    fn drop(&mut self) {
        if let Some(sweeper) = &self.sweeper {
            sweeper.abort();
        }
    }
}

impl Pool {
    /// True if the connection that would be taken has been idle for long, so that the runtime has to report the events of connections before.
    pub(super) fn is_long_idle(&self, destination: &Destination) -> bool {
        let idle = self.idle();
        let index = idle.position(destination, current_runtime());
        let since = index.and_then(|index| idle.connections.get(index));
        since.is_some_and(|(since, _)| self.clock.monotonic().saturating_sub(*since) > LONG_IDLE)
    }

    /// Takes the connection of the caller's runtime that was used last, if one is there and usable.
    pub(super) fn take(&self, destination: &Destination) -> Option<Box<Connection>> {
        let now = self.clock.monotonic();
        let runtime = current_runtime();
        loop {
            let taken = self.idle().take(destination, runtime);
            let Some((since, mut connection)) = taken else {
                self.remove_unusable(runtime, now);
                return None;
            };
            // The sweeper does not run while its runtime does not.
            if !is_expired(since, now) && connection.is_ready() {
                return Some(connection);
            }
        }
    }

    /// Removes the connections of other runtimes that cannot be used: no request finds those of a runtime that has ended, and its sweeper ended with it.
    fn remove_unusable(&self, runtime: Option<Id>, now: Duration) {
        self.idle().connections.retain_mut(|(since, connection)| {
            connection.runtime == runtime || !is_expired(*since, now) && connection.is_ready()
        });
    }

    /// Keeps a connection for the next request, unless it cannot have one.
    pub(super) fn put(self: &Arc<Self>, mut connection: Box<Connection>) {
        if !connection.is_free() && !connection.is_ready() {
            return;
        }
        let mut idle = self.idle();
        let now = self.clock.monotonic();
        idle.connections.push((now, connection));
        let is_swept = |sweeper: &AbortHandle| !sweeper.is_finished();
        if !idle.sweeper.as_ref().is_some_and(is_swept)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let sweeper = runtime.spawn(sweep(Arc::downgrade(self), self.clock));
            idle.sweeper = Some(sweeper.abort_handle());
        }
    }

    /// Removes the connections that have been idle for too long. Returns the time until the next one has been, or `None` without connections.
    fn remove_expired(&self, expired: &mut Vec<(Duration, Box<Connection>)>) -> Option<Duration> {
        let mut idle = self.idle();
        let now = self.clock.monotonic();
        let number = idle
            .connections
            .partition_point(|(since, _)| is_expired(*since, now));
        expired.extend(idle.connections.drain(..number));
        let next = idle.connections.first();
        let next = next.map(|(since, _)| IDLE_TIMEOUT.saturating_sub(now.saturating_sub(*since)));
        if next.is_none() {
            idle.sweeper = None;
        }
        next
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    /// Returns the position of the connection that was used last.
    fn position(&self, destination: &Destination, runtime: Option<Id>) -> Option<usize> {
        let is_wanted = |(_, connection): &(_, Box<Connection>)| {
            connection.runtime == runtime && connection.destination == *destination
        };
        self.connections.iter().rposition(is_wanted)
    }

    fn take(
        &mut self,
        destination: &Destination,
        runtime: Option<Id>,
    ) -> Option<(Duration, Box<Connection>)> {
        let index = self.position(destination, runtime)?;
        Some(self.connections.remove(index))
    }
}

fn is_expired(since: Duration, now: Duration) -> bool {
    now.saturating_sub(since) >= IDLE_TIMEOUT
}

/// Closes connections that are idle for too long, until there are none.
async fn sweep(pool: Weak<Pool>, clock: TokioTime) {
    let mut next = IDLE_TIMEOUT;
    loop {
        clock.sleep(next).await;
        let Some(pool) = pool.upgrade() else {
            return;
        };
        // They are closed without the lock.
        let mut expired = Vec::new();
        match pool.remove_expired(&mut expired) {
            Some(until_next) => next = until_next,
            None => return,
        }
    }
}
