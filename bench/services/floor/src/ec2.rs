//! A call of EC2.

use serde::Deserialize;

use crate::client::{Client, Request, Result};

/// A list whose items are elements named `item`.
#[derive(Debug, Deserialize)]
pub(crate) struct Items<T> {
    #[serde(default = "Vec::new")]
    pub(crate) item: Vec<T>,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { item: Vec::new() }
    }
}

/// Defines structures of optional members. Those of type `Items` are empty without their element.
macro_rules! structures {
    ($($name:ident { $($list:ident: $item:ty,)* ; $($field:ident: $type:ty,)* })*) => {$(
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[expect(dead_code, reason = "the floor reads all members")]
        pub(crate) struct $name {
            $(#[serde(default)] $list: Items<$item>,)*
            $($field: Option<$type>,)*
        }
    )*};
}

// Timestamps stay text, since the floor does not parse them.
structures! {
    Group {; group_id: String, group_name: String, }
    Tag {; key: String, value: String, }
    State {; code: i32, name: String, }
    Placement {; availability_zone: String, group_name: String, tenancy: String, }
    Monitoring {; state: String, }
    Volume {; volume_id: String, status: String, attach_time: String, delete_on_termination: bool, }
    Device {; device_name: String, ebs: Volume, }
    Attachment {;
        attachment_id: String, device_index: i32, status: String, attach_time: String, delete_on_termination: bool,
        network_card_index: i32,
    }
    Address {; private_ip_address: String, private_dns_name: String, primary: bool, }
    Operator {; managed: bool, principal: String, }
    Interface {
        group_set: Group, private_ip_addresses_set: Address, ipv6_addresses_set: String, ;
        network_interface_id: String, subnet_id: String, vpc_id: String, description: String, owner_id: String,
        status: String, mac_address: String, private_ip_address: String, private_dns_name: String,
        source_dest_check: bool, attachment: Attachment, interface_type: String, operator: Operator,
    }
    Profile {; arn: String, id: String, }
    CpuOptions {; core_count: i32, threads_per_core: i32, }
    CapacityReservation {; capacity_reservation_preference: String, }
    Hibernation {; configured: bool, }
    Enclave {; enabled: bool, }
    Metadata {;
        state: String, http_tokens: String, http_put_response_hop_limit: i32, http_endpoint: String,
        http_protocol_ipv6: String, instance_metadata_tags: String,
    }
    Maintenance {; auto_recovery: String, }
    Instance {
        product_codes: String, group_set: Group, block_device_mapping: Device, tag_set: Tag,
        network_interface_set: Interface, ;
        instance_id: String, image_id: String, instance_state: State, private_dns_name: String, dns_name: String,
        reason: String, key_name: String, ami_launch_index: i32, instance_type: String, launch_time: String,
        placement: Placement, monitoring: Monitoring, subnet_id: String, vpc_id: String, private_ip_address: String,
        ip_address: String, source_dest_check: bool, architecture: String, root_device_type: String,
        root_device_name: String, instance_lifecycle: String, spot_instance_request_id: String,
        virtualization_type: String, client_token: String, hypervisor: String, iam_instance_profile: Profile,
        ebs_optimized: bool, ena_support: bool, cpu_options: CpuOptions,
        capacity_reservation_specification: CapacityReservation, hibernation_options: Hibernation,
        enclave_options: Enclave, metadata_options: Metadata, platform_details: String, usage_operation: String,
        usage_operation_update_time: String, private_dns_name_options: DnsOptions, maintenance_options: Maintenance,
        current_instance_boot_mode: String, operator: Operator,
    }
    Reservation {
        group_set: Group, instances_set: Instance, ;
        reservation_id: String, owner_id: String, requester_id: String,
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct DnsOptions {
    hostname_type: Option<String>,
    #[serde(rename = "enableResourceNameDnsARecord")]
    a_record: Option<bool>,
    #[serde(rename = "enableResourceNameDnsAAAARecord")]
    aaaa_record: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct DescribeInstancesOutput {
    #[serde(rename = "reservationSet")]
    pub(crate) reservations: Items<Reservation>,
    next_token: Option<String>,
}

pub(crate) async fn describe_instances(client: &Client) -> Result<DescribeInstancesOutput> {
    let request = Request {
        service: "ec2",
        method: "POST",
        target: "/".to_owned(),
        headers: &[("content-type", "application/x-www-form-urlencoded")],
        body: b"Action=DescribeInstances&Version=2016-11-15&MaxResults=100".to_vec(),
    };
    let body = client.send(request).await?;
    Ok(quick_xml::de::from_str(str::from_utf8(&body)?)?)
}
