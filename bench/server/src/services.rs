//! The fixed responses of DynamoDB, SQS, S3 and EC2, of the size and the layout that these services send.

use crate::response::http_response;

/// The responses, serialized once.
pub(crate) struct Services {
    /// The responses by a text in the head of their requests.
    responses: [(&'static str, Vec<u8>); 5],
}

impl Services {
    pub(crate) fn new() -> Self {
        let json = |body: &str| http_response("application/x-amz-json-1.0", body);
        let responses = [
            (".GetItem\r\n", json(&get_item())),
            (".Query\r\n", json(&query())),
            (".ReceiveMessage\r\n", json(&receive_message())),
            (
                "list-type=2",
                http_response("application/xml", &list_objects()),
            ),
            (
                "application/x-www-form-urlencoded",
                http_response("text/xml;charset=UTF-8", &describe_instances()),
            ),
        ];
        Self { responses }
    }

    /// Returns the response to a request with this head, or `None` if it is not of one of these services.
    pub(crate) fn response(&self, head: &str) -> Option<&Vec<u8>> {
        let mut responses = self.responses.iter();
        let (_, response) = responses.find(|(text, _)| head.contains(text))?;
        Some(response)
    }
}

fn get_item() -> String {
    format!(
        r#"{{"ConsumedCapacity":{{"CapacityUnits":0.5,"TableName":"frames"}},"Item":{}}}"#,
        item(1001)
    )
}

fn query() -> String {
    let items: Vec<String> = (1001..1101).map(item).collect();
    format!(
        r#"{{"Count":100,"Items":[{}],"LastEvaluatedKey":{{"frame":{{"N":"1100"}},"shot":{{"S":"sq010_sh0040"}}}},"ScannedCount":100}}"#,
        items.join(",")
    )
}

/// Returns an item with all types of attributes.
fn item(frame: usize) -> String {
    format!(
        r#"{{"shot":{{"S":"sq010_sh0040"}},"frame":{{"N":"{frame}"}},"title":{{"S":"Harbour at dawn, frame {frame}: \"blue\" grade"}},"status":{{"S":"SUCCEEDED"}},"progress":{{"N":"99.5"}},"attempts":{{"N":"2"}},"finished":{{"BOOL":true}},"error":{{"NULL":true}},"tags":{{"SS":["beauty","depth","normals"]}},"samples":{{"NS":["64","256","1024"]}},"digest":{{"B":"q1yxV1mGJ2PZ3E0lsbJqk6jE2mS1sX0mCMnC6gSyT9w="}},"worker":{{"M":{{"id":{{"S":"worker-{frame:032x}"}},"region":{{"S":"us-west-2"}},"cores":{{"N":"32"}},"spot":{{"BOOL":true}}}}}},"timings":{{"L":[{{"N":"12.25"}},{{"N":"340.5"}},{{"N":"7.125"}}]}}}}"#
    )
}

fn receive_message() -> String {
    let messages: Vec<String> = (0..10).map(message).collect();
    format!(r#"{{"Messages":[{}]}}"#, messages.join(","))
}

fn message(number: usize) -> String {
    let handle = format!("AQEB{number:04}+pX2tq/0bYtHk8mQz5nWvLrEoJdSaUiCfGhTyNeRkPlMx").repeat(8);
    let body = format!(
        r#"{{\"job\":\"job-{number:032x}\",\"frames\":[{}],\"scene\":\"/projects/harbour/scenes/sq010_sh0040_v{number:03}.usd\",\"note\":\"render the dawn grade first\\nthen the night grade\"}}"#,
        "1001,1002,1003,1004,1005,1006,1007,1008,1009,1010"
    );
    format!(
        r#"{{"Attributes":{{"ApproximateFirstReceiveTimestamp":"17729924{number:05}","ApproximateReceiveCount":"1","SenderId":"AROAEXAMPLE{number:010}:render-manager","SentTimestamp":"17729923{number:05}"}},"Body":"{body}","MD5OfBody":"{number:032x}","MD5OfMessageAttributes":"{number:032x}","MessageAttributes":{{"priority":{{"DataType":"Number","StringValue":"{number}"}},"trace":{{"DataType":"String","StringValue":"Root=1-{number:08x}-{number:024x}"}}}},"MessageId":"2f6c1f8e-5b0d-4c0e-9d7a-{number:012x}","ReceiptHandle":"{handle}"}}"#
    )
}

fn list_objects() -> String {
    let objects: String = (0..1000).map(object).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>renders</Name>\
         <Prefix>sq010/sh0040/</Prefix><NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>\
         <KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>{objects}</ListBucketResult>"
    )
}

fn object(number: usize) -> String {
    format!(
        "<Contents><Key>sq010/sh0040/beauty/v003/harbour_dawn.{number:06}.exr</Key><LastModified>2026-03-01T08:{:02}:{:02}.000Z</LastModified>\
         <ETag>&quot;{number:032x}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>\
         <Size>{}</Size><StorageClass>INTELLIGENT_TIERING</StorageClass></Contents>",
        number / 60 % 60,
        number % 60,
        18_874_368 + number * 4097
    )
}

fn describe_instances() -> String {
    let reservations: String = (0..100).map(reservation).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    \
         <requestId>8f7724cf-496f-496e-8fe3-example</requestId>\n    <reservationSet>\n{reservations}    </reservationSet>\n    \
         <nextToken>eyJ2IjoiMiIsImMiOiJleGFtcGxlIn0</nextToken>\n</DescribeInstancesResponse>\n"
    )
}

/// Returns a reservation of one instance, in lines with indentation.
fn reservation(number: usize) -> String {
    let address = format!("10.0.{}.{}", number / 200, number % 200 + 10);
    let host = format!(
        "ip-{}.us-west-2.compute.internal",
        address.replace('.', "-")
    );
    let group = "<groupSet>\n<item>\n<groupId>sg-0a1b2c3d4e5f60718</groupId>\n<groupName>render-workers</groupName>\n</item>\n</groupSet>";
    let volumes: String = [("/dev/xvda", 0), ("/dev/sdf", 1)]
        .map(|(device, volume)| {
            format!(
                "<item>\n<deviceName>{device}</deviceName>\n<ebs>\n<volumeId>vol-{volume}{number:016x}</volumeId>\n<status>attached</status>\n\
                 <attachTime>2026-03-01T08:17:26.000Z</attachTime>\n<deleteOnTermination>true</deleteOnTermination>\n</ebs>\n</item>\n"
            )
        })
        .concat();
    let tags: String = [
        ("Name", "render-worker"),
        ("farm", "harbour"),
        ("queue", "beauty & depth"),
        ("aws:autoscaling:groupName", "render-workers"),
        ("cost-centre", "4711"),
    ]
    .map(|(key, value)| {
        let value = value.replace('&', "&amp;");
        format!("<item>\n<key>{key}</key>\n<value>{value}</value>\n</item>\n")
    })
    .concat();
    let interface = format!(
        "<item>\n<networkInterfaceId>eni-{number:017x}</networkInterfaceId>\n<subnetId>subnet-0f1e2d3c4b5a69788</subnetId>\n\
         <vpcId>vpc-01234567890abcdef</vpcId>\n<description/>\n<ownerId>123456789012</ownerId>\n<status>in-use</status>\n\
         <macAddress>02:00:00:00:00:{:02x}</macAddress>\n<privateIpAddress>{address}</privateIpAddress>\n<privateDnsName>{host}</privateDnsName>\n\
         <sourceDestCheck>true</sourceDestCheck>\n{group}\n<attachment>\n<attachmentId>eni-attach-{number:017x}</attachmentId>\n\
         <deviceIndex>0</deviceIndex>\n<status>attached</status>\n<attachTime>2026-03-01T08:17:25.000Z</attachTime>\n\
         <deleteOnTermination>true</deleteOnTermination>\n<networkCardIndex>0</networkCardIndex>\n</attachment>\n<privateIpAddressesSet>\n\
         <item>\n<privateIpAddress>{address}</privateIpAddress>\n<privateDnsName>{host}</privateDnsName>\n<primary>true</primary>\n</item>\n\
         </privateIpAddressesSet>\n<ipv6AddressesSet/>\n<interfaceType>interface</interfaceType>\n<operator>\n<managed>false</managed>\n\
         </operator>\n</item>\n",
        number % 256
    );
    let lines = format!(
        "<item>\n<reservationId>r-{number:017x}</reservationId>\n<ownerId>123456789012</ownerId>\n<groupSet/>\n<instancesSet>\n<item>\n\
         <instanceId>i-{number:017x}</instanceId>\n<imageId>ami-0abcdef1234567890</imageId>\n<instanceState>\n<code>16</code>\n\
         <name>running</name>\n</instanceState>\n<privateDnsName>{host}</privateDnsName>\n<dnsName/>\n<reason/>\n<keyName>render</keyName>\n\
         <amiLaunchIndex>0</amiLaunchIndex>\n<productCodes/>\n<instanceType>c7i.8xlarge</instanceType>\n\
         <launchTime>2026-03-01T08:17:25.000Z</launchTime>\n<placement>\n<availabilityZone>us-west-2a</availabilityZone>\n<groupName/>\n\
         <tenancy>default</tenancy>\n</placement>\n<monitoring>\n<state>disabled</state>\n</monitoring>\n\
         <subnetId>subnet-0f1e2d3c4b5a69788</subnetId>\n<vpcId>vpc-01234567890abcdef</vpcId>\n<privateIpAddress>{address}</privateIpAddress>\n\
         <sourceDestCheck>true</sourceDestCheck>\n{group}\n<architecture>x86_64</architecture>\n<rootDeviceType>ebs</rootDeviceType>\n\
         <rootDeviceName>/dev/xvda</rootDeviceName>\n<blockDeviceMapping>\n{volumes}</blockDeviceMapping>\n\
         <instanceLifecycle>spot</instanceLifecycle>\n<spotInstanceRequestId>sir-{number:08x}</spotInstanceRequestId>\n\
         <virtualizationType>hvm</virtualizationType>\n<clientToken>fleet-{number:032x}</clientToken>\n<tagSet>\n{tags}</tagSet>\n\
         <hypervisor>xen</hypervisor>\n<networkInterfaceSet>\n{interface}</networkInterfaceSet>\n<iamInstanceProfile>\n\
         <arn>arn:aws:iam::123456789012:instance-profile/render-worker</arn>\n<id>AIPAEXAMPLEEXAMPLE001</id>\n</iamInstanceProfile>\n\
         <ebsOptimized>true</ebsOptimized>\n<enaSupport>true</enaSupport>\n<cpuOptions>\n<coreCount>16</coreCount>\n\
         <threadsPerCore>2</threadsPerCore>\n</cpuOptions>\n<capacityReservationSpecification>\n\
         <capacityReservationPreference>open</capacityReservationPreference>\n</capacityReservationSpecification>\n<hibernationOptions>\n\
         <configured>false</configured>\n</hibernationOptions>\n<enclaveOptions>\n<enabled>false</enabled>\n</enclaveOptions>\n\
         <metadataOptions>\n<state>applied</state>\n<httpTokens>required</httpTokens>\n<httpPutResponseHopLimit>2</httpPutResponseHopLimit>\n\
         <httpEndpoint>enabled</httpEndpoint>\n<httpProtocolIpv6>disabled</httpProtocolIpv6>\n\
         <instanceMetadataTags>disabled</instanceMetadataTags>\n</metadataOptions>\n<platformDetails>Linux/UNIX</platformDetails>\n\
         <usageOperation>RunInstances</usageOperation>\n<usageOperationUpdateTime>2026-03-01T08:17:25.000Z</usageOperationUpdateTime>\n\
         <privateDnsNameOptions>\n<hostnameType>ip-name</hostnameType>\n<enableResourceNameDnsARecord>false</enableResourceNameDnsARecord>\n\
         <enableResourceNameDnsAAAARecord>false</enableResourceNameDnsAAAARecord>\n</privateDnsNameOptions>\n<maintenanceOptions>\n\
         <autoRecovery>default</autoRecovery>\n</maintenanceOptions>\n<currentInstanceBootMode>uefi</currentInstanceBootMode>\n<operator>\n\
         <managed>false</managed>\n</operator>\n</item>\n</instancesSet>\n</item>\n"
    );
    indented(&lines, 2)
}

/// Indents each line by four spaces for each element around it; `depth` is the number of those around the first line.
fn indented(lines: &str, depth: usize) -> String {
    let mut depth = depth;
    let mut text = String::new();
    for line in lines.lines() {
        let is_end = line.starts_with("</");
        depth -= usize::from(is_end);
        text.push_str(&"    ".repeat(depth));
        text.push_str(line);
        text.push('\n');
        depth += usize::from(!is_end && !line.contains("</") && !line.ends_with("/>"));
    }
    text
}
