//! Inputs and outputs in their JSON form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::aggregation::Status;
use super::farm::{LifecycleStatus, Session};
use super::statistics::Statistics;
use crate::time::Timestamp;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartRequest {
    pub(super) resource_ids: Option<ResourceIds>,
    pub(super) start_time: Option<String>,
    pub(super) end_time: Option<String>,
    pub(super) timezone: Option<String>,
    pub(super) period: Option<String>,
    pub(super) group_by: Option<Vec<String>>,
    pub(super) statistics: Option<Vec<String>>,
}

/// A union: exactly one member is set.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourceIds {
    pub(super) queue_ids: Option<Vec<String>>,
    pub(super) fleet_ids: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartResponse<'a> {
    pub(super) aggregation_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetAggregationResponse<'a> {
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) statistics: Option<&'a [Statistics]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListSessionsResponse<'a> {
    pub(super) sessions: Vec<SessionSummary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionSummary<'a> {
    pub(super) session_id: &'a str,
    pub(super) fleet_id: &'a str,
    pub(super) worker_id: &'a str,
    pub(super) started_at: Timestamp,
    pub(super) lifecycle_status: LifecycleStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_lifecycle_status: Option<LifecycleStatus>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetSessionResponse<'a> {
    #[serde(flatten)]
    pub(super) summary: SessionSummary<'a>,
    pub(super) log: LogConfiguration,
    pub(super) host_properties: HostProperties,
    pub(super) worker_log: LogConfiguration,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogConfiguration {
    pub(super) log_driver: &'static str,
    pub(super) options: BTreeMap<&'static str, String>,
    pub(super) parameters: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HostProperties {
    pub(super) ip_addresses: IpAddresses,
    pub(super) host_name: String,
    pub(super) ec2_instance_arn: String,
    pub(super) ec2_instance_type: &'static str,
}

#[derive(Serialize)]
pub(super) struct IpAddresses {
    #[serde(rename = "ipV4Addresses")]
    pub(super) v4: [String; 1],
    #[serde(rename = "ipV6Addresses")]
    pub(super) v6: [String; 1],
}

impl<'a> From<&'a Session> for SessionSummary<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            session_id: &session.id,
            fleet_id: &session.fleet_id,
            worker_id: &session.worker.id,
            started_at: session.started_at,
            lifecycle_status: session.lifecycle_status,
            ended_at: session.ended_at,
            updated_at: session.updated_at,
            updated_by: session.updated_by.as_deref(),
            target_lifecycle_status: session.target_lifecycle_status,
        }
    }
}

pub(super) fn log_configuration(group: String, stream: &str) -> LogConfiguration {
    LogConfiguration {
        log_driver: "awslogs",
        options: BTreeMap::from([("logGroupName", group)]),
        parameters: BTreeMap::from([("logStreamName", stream.to_owned())]),
        error: None,
    }
}

pub(super) fn host_properties(session: &Session, region: &str) -> HostProperties {
    let number = session.worker.host_number;
    let (high, low) = (number / 256, number % 256);
    HostProperties {
        ip_addresses: IpAddresses {
            v4: [format!("10.0.{high}.{low}")],
            v6: [format!("2001:DB8:0:0:0:0:0:{number:X}")],
        },
        host_name: format!("ip-10-0-{high}-{low}.{region}.compute.internal"),
        ec2_instance_arn: format!("arn:aws:ec2:{region}:111122223333:instance/i-{number:017x}"),
        ec2_instance_type: session.worker.instance_type,
    }
}
