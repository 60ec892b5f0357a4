//! The studio and its streaming sessions, all of it from one seed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::deadline::HISTORY_END;
use crate::random::SplitMix64;
use crate::time::Timestamp;

const USERS: [&str; 4] = ["ada", "brook", "chidi", "dana"];
const INSTANCE_TYPES: [&str; 3] = ["g4dn.xlarge", "g5.4xlarge", "g5.8xlarge"];
/// All states, each with one of its status codes.
const STATES: [(&str, &str); 11] = [
    ("READY", "STREAMING_SESSION_READY"),
    ("STOPPED", "STREAMING_SESSION_STOPPED"),
    ("CREATE_IN_PROGRESS", "STREAMING_SESSION_CREATE_IN_PROGRESS"),
    ("DELETE_IN_PROGRESS", "STREAMING_SESSION_DELETE_IN_PROGRESS"),
    ("START_IN_PROGRESS", "STREAMING_SESSION_START_IN_PROGRESS"),
    ("STOP_IN_PROGRESS", "STREAMING_SESSION_STOP_IN_PROGRESS"),
    ("DELETED", "STREAMING_SESSION_DELETED"),
    ("CREATE_FAILED", "INSUFFICIENT_CAPACITY"),
    ("DELETE_FAILED", "INTERNAL_ERROR"),
    ("START_FAILED", "ACTIVE_DIRECTORY_DOMAIN_JOIN_ERROR"),
    ("STOP_FAILED", "NETWORK_CONNECTION_ERROR"),
];

/// The only studio.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Studio {
    pub(crate) id: String,
    pub(crate) sessions: Vec<StreamingSession>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StreamingSession {
    arn: String,
    automatic_termination_mode: &'static str,
    backup_mode: &'static str,
    created_at: Timestamp,
    pub(super) created_by: &'static str,
    ec2_instance_type: &'static str,
    launch_profile_id: String,
    max_backups_to_retain: u64,
    pub(super) owned_by: &'static str,
    pub(crate) session_id: String,
    session_persistence_mode: &'static str,
    started_at: Timestamp,
    started_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_from_backup_id: Option<String>,
    state: &'static str,
    status_code: &'static str,
    status_message: String,
    stop_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<&'static str>,
    streaming_image_id: String,
    tags: BTreeMap<&'static str, &'static str>,
    terminate_at: Timestamp,
    updated_at: Timestamp,
    updated_by: &'static str,
    volume_configuration: VolumeConfiguration,
    volume_retention_mode: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct VolumeConfiguration {
    iops: u64,
    size: u64,
    throughput: u64,
}

impl Studio {
    pub(crate) fn new(seed: u64, sessions: usize, region: &str) -> Self {
        // A sequence of its own, so that the studio does not change with the farm's size.
        let random = &mut SplitMix64::new(seed ^ 0x6e69_6d62_6c65);
        let id = short_id(random);
        let sessions = (0..sessions)
            .filter_map(|number| StreamingSession::new(random, number, region))
            .collect();
        Self { id, sessions }
    }
}

impl StreamingSession {
    fn new(random: &mut SplitMix64, number: usize, region: &str) -> Option<Self> {
        let &(state, status_code) = STATES.get(number % STATES.len())?;
        let &owned_by = random.choose(&USERS)?;
        let &created_by = random.choose(&USERS)?;
        let age = Duration::from_secs(random.below(30 * 86_400));
        let created_at = HISTORY_END.minus(age);
        let started_at = created_at.plus(Duration::from_secs(90));
        let is_stopped = matches!(state, "STOPPED" | "DELETED");
        let stopped_at = started_at.plus(Duration::from_secs(random.below(8 * 3600)));
        let session_id = short_id(random);
        let persists = random.chance(0.5);
        let switch = if persists { "ACTIVATED" } else { "DEACTIVATED" };
        Some(Self {
            arn: format!("arn:aws:nimble:{region}:111122223333:streaming-session/{session_id}"),
            automatic_termination_mode: if persists { "DEACTIVATED" } else { "ACTIVATED" },
            backup_mode: if persists { "AUTOMATIC" } else { "DEACTIVATED" },
            created_at,
            created_by,
            ec2_instance_type: random.choose(&INSTANCE_TYPES)?,
            launch_profile_id: short_id(random),
            max_backups_to_retain: random.below(11),
            owned_by,
            session_id,
            session_persistence_mode: switch,
            started_at,
            started_by: owned_by,
            started_from_backup_id: persists.then(|| short_id(random)),
            state,
            status_code,
            status_message: format!("The session is in the state {state}."),
            stop_at: started_at.plus(Duration::from_secs(8 * 3600)),
            stopped_at: is_stopped.then_some(stopped_at),
            stopped_by: is_stopped.then_some(owned_by),
            streaming_image_id: short_id(random),
            tags: BTreeMap::from([("owner", owned_by)]),
            terminate_at: created_at.plus(Duration::from_secs(4 * 86_400)),
            updated_at: if is_stopped { stopped_at } else { started_at },
            updated_by: owned_by,
            volume_configuration: VolumeConfiguration {
                iops: 3000 + random.below(13_001),
                size: 100 + random.below(900),
                throughput: 125 + random.below(876),
            },
            volume_retention_mode: if persists { "RETAIN" } else { "DELETE" },
        })
    }
}

/// Returns an id of Nimble Studio: 22 letters and digits.
fn short_id(random: &mut SplitMix64) -> String {
    let mut id = random.hex_id();
    id.truncate(22);
    id
}
