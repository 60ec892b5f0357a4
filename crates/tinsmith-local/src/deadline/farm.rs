//! The farm: queues, fleets, users, jobs and their sessions, all of it from one seed.
//!
//! The same seed and number of sessions give the same farm, to the millisecond and on every computer. Nothing depends on
//! the current time: the farm is in its state of [`HISTORY_END`], with the last sessions of each job still open. Their time
//! after that is in `timeline.rs`.

use std::time::Duration;

use serde::Serialize;

use crate::random::SplitMix64;
use crate::time::Timestamp;

const DAYS: i64 = 90;
const DAY_MILLIS: i64 = 86_400_000;
const HOUR_MILLIS: i64 = 3_600_000;
/// The beginning of the farm's history: 2025-01-01T00:00:00Z.
pub(crate) const HISTORY_START: Timestamp = Timestamp::from_seconds(1_735_689_600);
/// The moment of the farm's state, and the end of its history.
pub(crate) const HISTORY_END: Timestamp =
    Timestamp::from_millis(HISTORY_START.millis() + DAYS * DAY_MILLIS);

const USERS: [&str; 6] = ["ada", "brook", "chidi", "dana", "emre", "fumiko"];
const LICENSE_PRODUCTS: [(&str, f64); 3] = [("arnold", 0.53), ("houdini", 1.43), ("nuke", 1.96)];
/// Instance types, each with its price in US dollars an hour.
const INSTANCE_TYPES: [(&str, f64); 5] = [
    ("c6i.4xlarge", 0.68),
    ("c6i.8xlarge", 1.36),
    ("g5.xlarge", 1.006),
    ("g5.4xlarge", 1.624),
    ("m6i.2xlarge", 0.384),
];
const SHOTS: [&str; 6] = ["aurora", "bridge", "canyon", "dawn", "ember", "fjord"];
const STEPS: [&str; 4] = ["comp", "fx", "light", "sim"];

/// The only farm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Farm {
    pub(crate) id: String,
    pub(crate) queue_ids: Vec<String>,
    pub(crate) fleets: Vec<Fleet>,
    /// The first job has half of all sessions, for tests of streams.
    pub(crate) jobs: Vec<Job>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fleet {
    pub(crate) id: String,
    workers: Vec<Worker>,
}

/// A worker of one fleet, on one instance type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Worker {
    pub(crate) id: String,
    pub(crate) instance_type: &'static str,
    pub(crate) usd_per_hour: f64,
    pub(crate) host_number: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) queue_id: String,
    pub(crate) user_id: &'static str,
    /// Ordered by start time.
    pub(crate) sessions: Vec<Session>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) fleet_id: String,
    pub(crate) worker: Worker,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) lifecycle_status: LifecycleStatus,
    pub(crate) target_lifecycle_status: Option<LifecycleStatus>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) updated_by: Option<String>,
    pub(crate) license: Option<License>,
}

/// A licensed product that a session used while it ran.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct License {
    pub(crate) product: &'static str,
    pub(crate) usd_per_hour: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum LifecycleStatus {
    Started,
    UpdateInProgress,
    UpdateSucceeded,
    UpdateFailed,
    Ended,
}

/// The states of the last sessions of each job.
const OPEN: [LifecycleStatus; 4] = [
    LifecycleStatus::UpdateFailed,
    LifecycleStatus::UpdateSucceeded,
    LifecycleStatus::UpdateInProgress,
    LifecycleStatus::Started,
];

impl Farm {
    /// Creates the farm of `seed` with `sessions` sessions, or more if these are fewer than five a job.
    pub(crate) fn new(seed: u64, sessions: usize) -> Self {
        const JOBS: usize = 24;
        let random = &mut SplitMix64::new(seed);
        let id = random.id("farm");
        let queue_ids: Vec<_> = (0..4).map(|_| random.id("queue")).collect();
        let fleets: Vec<_> = INSTANCE_TYPES
            .chunks(2)
            .map(|kinds| Fleet::new(random, kinds))
            .collect();
        let jobs = (0..JOBS)
            .filter_map(|number| {
                let share = if number == 0 {
                    sessions / 2
                } else {
                    sessions / 2 / (JOBS - 1)
                };
                Job::new(
                    random,
                    number,
                    &queue_ids,
                    &fleets,
                    share.max(OPEN.len() + 1),
                )
            })
            .collect();
        Self {
            id,
            queue_ids,
            fleets,
            jobs,
        }
    }

    pub(crate) fn job(&self, queue_id: &str, job_id: &str) -> Option<&Job> {
        self.jobs
            .iter()
            .find(|job| job.id == job_id && job.queue_id == queue_id)
    }

    /// Returns the log group of a queue's sessions.
    pub(crate) fn log_group(&self, queue_id: &str) -> String {
        format!("/aws/deadline/{}/{queue_id}", self.id)
    }

    pub(crate) fn has_queue(&self, id: &str) -> bool {
        self.queue_ids.iter().any(|queue| queue == id)
    }

    pub(crate) fn has_fleet(&self, id: &str) -> bool {
        self.fleets.iter().any(|fleet| fleet.id == id)
    }
}

impl Fleet {
    fn new(random: &mut SplitMix64, kinds: &[(&'static str, f64)]) -> Self {
        const WORKERS_OF_A_KIND: usize = 8;
        let id = random.id("fleet");
        let workers = kinds
            .iter()
            .flat_map(|kind| std::iter::repeat_n(kind, WORKERS_OF_A_KIND))
            .map(|&(instance_type, usd_per_hour)| Worker {
                id: random.id("worker"),
                instance_type,
                usd_per_hour,
                host_number: random.below(1 << 16),
            })
            .collect();
        Self { id, workers }
    }
}

impl Job {
    /// Creates the job with this number. Returns `None` without a queue, a fleet or a user.
    fn new(
        random: &mut SplitMix64,
        number: usize,
        queue_ids: &[String],
        fleets: &[Fleet],
        count: usize,
    ) -> Option<Self> {
        let id = random.id("job");
        let shot = cyclic(&SHOTS, number)?;
        let step = cyclic(&STEPS, number / SHOTS.len())?;
        let &user_id = cyclic(&USERS, number)?;
        let &(product, usd_per_hour) = cyclic(&LICENSE_PRODUCTS, number)?;
        let license = License {
            product,
            usd_per_hour,
        };
        // Two fleets serve a queue.
        let fleets = [cyclic(fleets, number)?, cyclic(fleets, number + 1)?];
        let mut sessions: Vec<_> = (0..count.saturating_sub(OPEN.len()))
            .filter_map(|_| Session::ended(random, &fleets, license))
            .collect();
        sessions.sort_by_key(|session| session.started_at);
        let open = OPEN.iter().zip((1..=4).rev());
        sessions.extend(open.filter_map(|(&status, hours)| {
            let ago = hours * HOUR_MILLIS - random.between(0, HOUR_MILLIS - 1);
            let started_at = Timestamp::from_millis(HISTORY_END.millis() - ago);
            Session::open(random, &fleets, license, started_at, status, user_id)
        }));
        Some(Self {
            id,
            name: format!("{shot} {step} {:03}", 10 * (number + 1)),
            queue_id: cyclic(queue_ids, number)?.clone(),
            user_id,
            sessions,
        })
    }
}

impl Session {
    /// Creates an ended session within the farm's history.
    fn ended(random: &mut SplitMix64, fleets: &[&Fleet], license: License) -> Option<Self> {
        let length = random.between(30_000, 3 * HOUR_MILLIS);
        let latest = DAYS * DAY_MILLIS - 5 * HOUR_MILLIS - length;
        let started_at = HISTORY_START.millis() + random.between(0, latest);
        let ended_at = Timestamp::from_millis(started_at + length);
        let started_at = Timestamp::from_millis(started_at);
        Some(Self {
            ended_at: Some(ended_at),
            lifecycle_status: LifecycleStatus::Ended,
            updated_at: Some(ended_at),
            ..Self::started(random, fleets, license, started_at)?
        })
    }

    /// Creates a session that is still open at the end of the farm's history.
    fn open(
        random: &mut SplitMix64,
        fleets: &[&Fleet],
        license: License,
        started_at: Timestamp,
        status: LifecycleStatus,
        user_id: &str,
    ) -> Option<Self> {
        let session = Self::started(random, fleets, license, started_at)?;
        if status == LifecycleStatus::Started {
            return Some(session);
        }
        Some(Self {
            lifecycle_status: status,
            target_lifecycle_status: Some(LifecycleStatus::Ended),
            updated_at: Some(started_at.plus(Duration::from_secs(random.below(60)))),
            updated_by: Some(user_id.to_owned()),
            ..session
        })
    }

    fn started(
        random: &mut SplitMix64,
        fleets: &[&Fleet],
        license: License,
        started_at: Timestamp,
    ) -> Option<Self> {
        let fleet = random.choose(fleets)?;
        Some(Self {
            id: random.id("session"),
            fleet_id: fleet.id.clone(),
            worker: random.choose(&fleet.workers)?.clone(),
            started_at,
            ended_at: None,
            lifecycle_status: LifecycleStatus::Started,
            target_lifecycle_status: None,
            updated_at: None,
            updated_by: None,
            license: random.chance(0.4).then_some(license),
        })
    }
}

fn cyclic<T>(items: &[T], index: usize) -> Option<&T> {
    items.get(index.checked_rem(items.len())?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_farm_and_another_one_another() {
        assert_eq!(Farm::new(7, 500), Farm::new(7, 500));
        assert_ne!(Farm::new(7, 500).id, Farm::new(8, 500).id);
    }

    #[test]
    fn a_farm_does_not_change_from_one_release_to_the_next() {
        let farm = Farm::new(1, 10_000);
        assert_eq!(farm.id, "farm-910a2dec89025cc1beeb8da1658eec67");
        let first = &farm.jobs[0].sessions[0];
        assert_eq!(first.id, "session-e4216b03e27a70673921a750a3e20de6");
        assert_eq!(first.started_at.to_string(), "2025-01-01T00:26:07.128Z");
    }

    #[test]
    fn half_of_all_sessions_belong_to_the_first_job() {
        let farm = Farm::new(1, 10_000);
        assert_eq!(farm.jobs[0].sessions.len(), 5000);
        let all: usize = farm.jobs.iter().map(|job| job.sessions.len()).sum();
        assert!((9900..=10_000).contains(&all), "{all}");
    }

    #[test]
    fn every_job_has_sessions_of_every_status_ordered_by_start_time() {
        for job in Farm::new(1, 2000).jobs {
            let sessions = &job.sessions;
            assert!(
                sessions.is_sorted_by_key(|session| session.started_at),
                "{}",
                job.name
            );
            for status in OPEN.iter().chain(&[LifecycleStatus::Ended]) {
                assert!(
                    sessions
                        .iter()
                        .any(|session| session.lifecycle_status == *status)
                );
            }
            for session in sessions {
                assert!(session.started_at >= HISTORY_START);
                assert!(session.ended_at.is_none_or(|end| end <= HISTORY_END));
                let is_over = session.lifecycle_status == LifecycleStatus::Ended;
                assert_eq!(session.ended_at.is_some(), is_over);
            }
        }
    }

    #[test]
    fn no_two_sessions_have_the_same_id() {
        let farm = Farm::new(1, 10_000);
        let sessions = || farm.jobs.iter().flat_map(|job| &job.sessions);
        let ids: BTreeSet<_> = sessions().map(|session| &session.id).collect();
        assert_eq!(ids.len(), sessions().count());
    }
}
