//! The presigned URL that a copy from another region requires.

use std::time::Duration;

use http::HeaderMap;

use super::{Preflight, PreflightContext};
use crate::codec::text::{decode_form, encode};
use crate::error::Error;
use crate::protocol::request::RequestParts;
use crate::sign::Placement;
use crate::time::BoxFuture;

/// The field for the region of the request in the URL, if the request has no such field. botocore has the same name for it.
const DESTINATION: &str = "DestinationRegion";

/// The time for which the URL is valid: botocore's default.
const EXPIRES: Duration = Duration::from_secs(3_600);

/// The presigned URL of the same request in the source region, by which the service reads there on the caller's behalf.
///
/// The request is a form (awsQuery, ec2Query). A URL that the caller has set stays.
#[derive(Clone, Copy, Debug)]
pub struct RegionCopy {
    /// The source region.
    pub source: CopySource,
    /// The field for the region of the request, if the service requires it beside the URL.
    pub destination: Option<&'static str>,
    /// The field for the URL.
    pub url: &'static str,
}

/// The field of the form that has the source region.
#[derive(Clone, Copy, Debug)]
pub enum CopySource {
    /// A field with the name of the region.
    Region(&'static str),
    /// A field with the Amazon Resource Name of the source, or with the name of a source in the same region.
    Arn(&'static str),
}

impl Preflight for RegionCopy {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(self.with_url(context, parts))
    }
}

impl RegionCopy {
    async fn with_url(
        &self,
        context: PreflightContext<'_>,
        mut parts: RequestParts,
    ) -> Result<RequestParts, Error> {
        let call = context.call;
        let body = parts.body.as_bytes().map(|body| str::from_utf8(body));
        let Some(Ok(form)) = body else {
            return Ok(parts);
        };
        let region = call.options.region.as_deref();
        let region = region.or(call.settings().region.as_deref());
        let (Some(source), Some(region)) = (self.source.region(form), region) else {
            return Ok(parts);
        };
        let is_local = matches!(self.source, CopySource::Arn(_)) && source == region;
        if is_local || field(form, self.url).is_some() {
            return Ok(parts);
        }
        let form = match self.destination {
            Some(name) => without_field(form, name),
            None => form.to_owned(),
        };
        let destination = self.destination.unwrap_or(DESTINATION);
        let with_destination = with_field(&form, destination, region);
        let mut request = parts.clone();
        request.body = with_destination.clone().into();
        // As in botocore, an endpoint of the configuration has the region in its URL.
        let service = context.operation.service.name;
        let settings = call.settings().endpoint_of(service);
        let url = call.options.endpoint_url.as_deref();
        let url = url.or(settings.map(|endpoint| endpoint.url.as_str()));
        let url = url.map(|url| url.replace(region, &source));
        let mut other = call.clone().configure(|options| options.region(source));
        other.options.endpoint_url = url;
        other.preflight = None;
        // The service sends no other header with the request that it makes from the URL.
        other.options.headers = HeaderMap::new();
        // The URL and the request have the same credentials, which are loaded once.
        parts.credentials = context.load_credentials().await?.map(Box::new);
        request.credentials.clone_from(&parts.credentials);
        let placement = Placement::Query(EXPIRES);
        let presigned = other.assemble_and_sign(context.operation, Ok(request), placement);
        let (presigned, _) = presigned.await?;
        let form = match self.destination {
            Some(_) => with_destination,
            None => form,
        };
        parts.body = with_field(&form, self.url, &presigned.uri().to_string()).into();
        Ok(parts)
    }
}

impl CopySource {
    /// Returns the source region of a form; `None` if it is that of the request.
    fn region(self, form: &str) -> Option<String> {
        match self {
            Self::Region(name) => field(form, name),
            // arn:partition:service:region:account:resource
            Self::Arn(name) => {
                let arn = field(form, name)?;
                let mut parts = arn.split(':');
                parts.next().filter(|first| *first == "arn")?;
                parts.nth(2).map(str::to_owned)
            }
        }
        .filter(|region| !region.is_empty())
    }
}

/// Returns the value of a field of a form.
fn field(form: &str, name: &str) -> Option<String> {
    let mut fields = form.split('&').filter_map(|field| field.split_once('='));
    let (_, value) = fields.find(|(known, _)| *known == name)?;
    String::from_utf8(decode_form(value)).ok()
}

fn with_field(form: &str, name: &str, value: &str) -> String {
    let mut form = format!("{form}&{name}=");
    encode(value, &mut form);
    form
}

fn without_field(form: &str, name: &str) -> String {
    let is_other = |field: &&str| field.split('=').next() != Some(name);
    let fields: Vec<_> = form.split('&').filter(is_other).collect();
    fields.join("&")
}
