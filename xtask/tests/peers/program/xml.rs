//! The services with responses in XML: awsQuery, ec2Query and restXml.

use peer_cloudwatch::types::{ComparisonOperator, Dimension, MetricDatum, StateValue, Statistic};
use peer_ec2::types::InstanceType;
use tinsmith::{Config, Error};

use crate::Result;

/// Prints the code of an error; `modeled` is true if it has the type that the model gives it.
fn print_error(error: &Error, modeled: bool) {
    let code = error.code().unwrap_or_default();
    println!("error {code} modeled {modeled}");
}

pub async fn sns(config: &Config) -> Result<()> {
    let client = peer_sns::Client::new(config);
    // A page has 100 topics.
    let mut arn = String::new();
    for number in 0..102 {
        let created = client.create_topic().name(format!("peer-{number:03}"));
        arn = created.send().await?.topic_arn.unwrap_or_default();
    }
    println!("topic {arn}");
    let mut topics = Vec::new();
    let mut pages = client.list_topics().paginate().pages();
    let mut count = 0;
    while let Some(page) = pages.try_next().await? {
        count += 1;
        topics.extend(page.topics.into_iter().filter_map(|topic| topic.topic_arn));
    }
    topics.sort();
    println!("pages {count}, topics {} {}", topics.len(), topics[101]);
    let read = client.get_topic_attributes().topic_arn(&arn).send().await?;
    for name in ["DisplayName", "SubscriptionsConfirmed", "TopicArn"] {
        println!(
            "attribute {name} {}",
            read.attributes.get(name).map_or("-", String::as_str)
        );
    }
    client.delete_topic().topic_arn(&arn).send().await?;
    let error = client.get_topic_attributes().topic_arn(&arn).send().await;
    let error = error.err().ok_or("the topic is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_sns::ServiceError::NotFound(_))
    );
    print_error(&error, modeled);
    Ok(())
}

pub async fn sts(config: &Config) -> Result<()> {
    let client = peer_sts::Client::new(config);
    let identity = client.get_caller_identity().send().await?;
    println!("account {}", identity.account.unwrap_or_default());
    println!("arn {}", identity.arn.unwrap_or_default());
    let assumed = client
        .assume_role()
        .role_arn("arn:aws:iam::123456789012:role/peer")
        .role_session_name("peer")
        .send()
        .await?;
    let user = assumed.assumed_role_user.ok_or("no user")?;
    println!("assumed {}", user.arn);
    let credentials = assumed.credentials.ok_or("no credentials")?;
    println!("key {}", credentials.access_key_id.len());
    let error = client
        .assume_role()
        .role_arn("arn:aws:iam::123456789012:role/peer")
        .role_session_name("p".repeat(65))
        .send()
        .await;
    let error = error.err().ok_or("the session name is not too long")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_sts::ServiceError::MalformedPolicyDocument(_))
    );
    print_error(&error, modeled);
    Ok(())
}

pub async fn cloudwatch(config: &Config) -> Result<()> {
    let client = peer_cloudwatch::Client::new(config);
    // A page has 500 metrics.
    let metrics = (0..501).map(|number| {
        MetricDatum::default()
            .metric_name(format!("m-{number:03}"))
            .value(0.5 * f64::from(number))
            .dimensions([Dimension::default().name("kind").value("<é> & \"text\"")])
    });
    client
        .put_metric_data()
        .namespace("peers")
        .metric_data(metrics.collect::<Vec<_>>())
        .send()
        .await?;
    let mut pages = client.list_metrics().namespace("peers").paginate().pages();
    let (mut count, mut metrics) = (0, Vec::new());
    while let Some(page) = pages.try_next().await? {
        count += 1;
        metrics.extend(page.metrics);
    }
    println!("pages {count}, metrics {}", metrics.len());
    let first = metrics.into_iter().next().ok_or("no metric")?;
    let dimensions = first.dimensions.unwrap_or_default();
    let dimension = dimensions.into_iter().next().ok_or("no dimension")?;
    println!("dimension {}", dimension.value.unwrap_or_default());
    client
        .put_metric_alarm()
        .alarm_name("peer")
        .alarm_description("a & b")
        .namespace("peers")
        .metric_name("m-000")
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(2)
        .threshold(1.5)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .send()
        .await?;
    client
        .set_alarm_state()
        .alarm_name("peer")
        .state_value(StateValue::Alarm)
        .state_reason("a test")
        .send()
        .await?;
    let found = client
        .describe_alarms()
        .alarm_names(["peer"])
        .send()
        .await?;
    for alarm in found.metric_alarms {
        println!(
            "alarm {} {} {} {}",
            alarm.alarm_description.unwrap_or_default(),
            alarm
                .state_value
                .map_or_else(String::new, |state| state.as_str().to_owned()),
            alarm.period.unwrap_or_default(),
            alarm.threshold.unwrap_or_default()
        );
    }
    client.delete_alarms().alarm_names(["peer"]).send().await?;
    let rest = client
        .describe_alarms()
        .alarm_names(["peer"])
        .send()
        .await?;
    println!("alarms {}", rest.metric_alarms.len());
    let error = client
        .set_alarm_state()
        .alarm_name("peer")
        .state_value(StateValue::Ok)
        .state_reason("a test")
        .send()
        .await;
    let error = error.err().ok_or("the alarm is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_cloudwatch::ServiceError::ResourceNotFound(_))
    );
    print_error(&error, modeled);
    Ok(())
}

pub async fn iam(config: &Config) -> Result<()> {
    let client = peer_iam::Client::new(config);
    for name in ["peer-a", "peer-b", "peer-c"] {
        let created = client.create_user().user_name(name).send().await?;
        println!("user {}", created.user.ok_or("no user")?.arn);
    }
    let mut users = client.list_users().paginate().page_size(2).items();
    while let Some(user) = users.try_next().await? {
        println!("listed {} {}", user.path, user.user_name);
    }
    let read = client.get_user().user_name("peer-a").send().await?;
    println!("read {}", read.user.ok_or("no user")?.user_name);
    let error = client.create_user().user_name("peer-a").send().await;
    let error = error.err().ok_or("the user is there twice")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_iam::ServiceError::EntityAlreadyExists(_))
    );
    print_error(&error, modeled);
    client.delete_user().user_name("peer-a").send().await?;
    let error = client.get_user().user_name("peer-a").send().await;
    let error = error.err().ok_or("the user is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_iam::ServiceError::NoSuchEntity(_))
    );
    print_error(&error, modeled);
    Ok(())
}

pub async fn ec2(config: &Config) -> Result<()> {
    let client = peer_ec2::Client::new(config);
    let created = client.create_vpc().cidr_block("10.1.0.0/16").send().await?;
    let vpc = created.vpc.ok_or("no VPC")?;
    println!(
        "vpc {} {:?}",
        vpc.cidr_block.unwrap_or_default(),
        vpc.is_default
    );
    let id = vpc.vpc_id.unwrap_or_default();
    client.delete_vpc().vpc_id(&id).send().await?;
    let error = client.delete_vpc().vpc_id(&id).send().await;
    let error = error.err().ok_or("the VPC is still there")?;
    // The model of EC2 has no errors.
    print_error(&error, false);
    let mut ids = Vec::new();
    for _ in 0..7 {
        let run = client
            .run_instances()
            .image_id("ami-12345678")
            .instance_type(InstanceType::T2Micro)
            .min_count(1)
            .max_count(1)
            .send()
            .await?;
        ids.extend(
            run.instances
                .into_iter()
                .filter_map(|instance| instance.instance_id),
        );
    }
    let mut pages = client.describe_instances().paginate().page_size(5).pages();
    let (mut count, mut found) = (0, Vec::new());
    while let Some(page) = pages.try_next().await? {
        count += 1;
        found.extend(
            page.reservations
                .into_iter()
                .flat_map(|reservation| reservation.instances),
        );
    }
    println!("pages {count}, instances {}", found.len());
    for instance in found.into_iter().take(1) {
        let state = instance.state.and_then(|state| state.name);
        println!(
            "instance {} {} {}",
            instance.image_id.unwrap_or_default(),
            instance
                .instance_type
                .map_or_else(String::new, |kind| kind.as_str().to_owned()),
            state.map_or_else(String::new, |name| name.as_str().to_owned())
        );
    }
    let ended = client
        .terminate_instances()
        .instance_ids(ids)
        .send()
        .await?;
    println!("terminated {}", ended.terminating_instances.len());
    Ok(())
}

pub async fn route_53(config: &Config) -> Result<()> {
    let client = peer_route_53::Client::new(config);
    let mut id = String::new();
    for name in ["a", "b", "c"] {
        let created = client
            .create_hosted_zone()
            .name(format!("{name}.example."))
            .caller_reference(format!("peer-{name}"))
            .send()
            .await?;
        println!(
            "zone {} {}",
            created.hosted_zone.name,
            created.delegation_set.name_servers.len()
        );
        id = created.hosted_zone.id;
    }
    let mut zones = client.list_hosted_zones().paginate().page_size(2).items();
    let mut names = Vec::new();
    while let Some(zone) = zones.try_next().await? {
        names.push(zone.name);
    }
    names.sort();
    println!("zones {}", names.join(" "));
    // The id is `/hostedzone/…`, and the path has it without that prefix.
    let read = client.get_hosted_zone().id(&id).send().await?;
    println!(
        "read {} {}",
        read.hosted_zone.name, read.hosted_zone.caller_reference
    );
    client.delete_hosted_zone().id(&id).send().await?;
    let error = client.get_hosted_zone().id(&id).send().await;
    let error = error.err().ok_or("the zone is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_route_53::ServiceError::NoSuchHostedZone(_))
    );
    print_error(&error, modeled);
    Ok(())
}
