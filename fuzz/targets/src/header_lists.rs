//! Lists in headers.

use std::fmt::Debug;

use http::{HeaderMap, HeaderValue};
use tinsmith::codec::text::{Binding, TextShape};
use tinsmith::service::{OperationMetadata, RequestWriter, ResponseReader};
use tinsmith::{Body, Timestamp};

const NAME: &str = "x-list";

/// Dates in headers have this format by default.
const BINDING: Binding = Binding::new(NAME).http_date();

/// Checks that a list of any texts is the same after a header, and that the values of any header are serialized as an equivalent one.
pub fn header_lists(input: &[u8]) {
    if let Ok(text) = str::from_utf8(input) {
        let items: Vec<String> = text.split('\n').map(str::to_owned).collect();
        if let Some(header) = written(&items) {
            assert_eq!(read::<String>(&header), Some(items), "{header:?}");
        }
    }
    // Tabs are read, and never written.
    if input.contains(&b'\t') {
        return;
    }
    if let Ok(header) = HeaderValue::from_bytes(input) {
        stays_the_same::<String>(&header);
        stays_the_same::<Timestamp>(&header);
        stays_the_same::<i64>(&header);
        stays_the_same::<bool>(&header);
        // NaN is not equal to itself, so texts are compared below.
        stays_the_same::<f64>(&header);
    }
}

fn stays_the_same<T>(header: &HeaderValue)
where
    T: TextShape + Debug,
{
    let Some(items) = read::<T>(header) else {
        return;
    };
    let Some(rewritten) = written(&items) else {
        panic!("{items:?} of {header:?} cannot be written");
    };
    let Some(again) = read::<T>(&rewritten) else {
        panic!("{rewritten:?}, made of {header:?}, cannot be read");
    };
    assert_eq!(items.len(), again.len(), "{header:?}, {rewritten:?}");
    assert_eq!(written(&again), Some(rewritten), "{header:?}");
}

/// Returns the header of a list; `None` if an item has a control character.
fn written<T>(items: &Vec<T>) -> Option<HeaderValue>
where
    T: TextShape,
{
    let mut request = RequestWriter::new(&OperationMetadata::DEFAULT);
    request.header(BINDING, items);
    request.finish().ok()?.headers.remove(NAME)
}

fn read<T>(header: &HeaderValue) -> Option<Vec<T>>
where
    T: TextShape,
{
    let headers = HeaderMap::from_iter([(http::HeaderName::from_static(NAME), header.clone())]);
    let mut response = ResponseReader::new(200, &headers, Body::empty());
    let mut items = Vec::default();
    response.header(BINDING, &mut items);
    response.finish().ok().map(|()| items)
}
