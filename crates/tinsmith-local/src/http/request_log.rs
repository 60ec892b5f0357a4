//! The requests received, bounded in number and in bytes, so that neither time nor unsigned requests fill the memory.

use std::collections::VecDeque;

use super::recorded_request::RecordedRequest;

const MAX_REQUESTS: usize = 10_000;
const MAX_BYTES: usize = 16 << 20;
/// The part of a body that is kept of a request whose signature was not verified.
const UNVERIFIED_BODY_BYTES: usize = 1024;

/// The latest requests, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: VecDeque<RecordedRequest>,
    bytes: usize,
}

impl RequestLog {
    /// Adds a request whose signature was verified, with its whole body.
    pub(crate) fn push_verified(&mut self, request: &RecordedRequest) {
        self.push(request, request.body.len());
    }

    /// Adds a request that anyone may have sent, with a prefix of its body.
    pub(crate) fn push_unverified(&mut self, request: &RecordedRequest) {
        self.push(request, UNVERIFIED_BODY_BYTES);
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().cloned().collect()
    }

    /// Removes and returns all requests.
    pub(crate) fn take(&mut self) -> Vec<RecordedRequest> {
        self.bytes = 0;
        self.requests.drain(..).collect()
    }

    fn push(&mut self, request: &RecordedRequest, body_bytes: usize) {
        let body = request.body.get(..body_bytes).unwrap_or(&request.body);
        let request = RecordedRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: body.to_vec(),
        };
        self.bytes += size(&request);
        self.requests.push_back(request);
        while self.requests.len() > MAX_REQUESTS || self.bytes > MAX_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                break;
            };
            self.bytes -= size(&oldest);
        }
    }
}

/// Returns the approximate memory of a request.
fn size(request: &RecordedRequest) -> usize {
    let headers: usize = request
        .headers
        .iter()
        .map(|header| size_of_val(header) + header.0.len() + header.1.len())
        .sum();
    size_of_val(request)
        + request.method.len()
        + request.path.len()
        + request.query.len()
        + headers
        + request.body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: usize, body: usize) -> RecordedRequest {
        RecordedRequest {
            path: format!("/{path}"),
            headers: vec![("host".to_owned(), "127.0.0.1".to_owned())],
            body: vec![b'x'; body],
            ..RecordedRequest::default()
        }
    }

    #[test]
    fn no_more_than_sixteen_mebibytes_are_kept_and_the_latest_requests_are_among_them() {
        let mut log = RequestLog::default();
        for path in 0..100 {
            log.push_verified(&request(path, 1 << 20));
        }
        let kept = log.requests();
        let bytes: usize = kept.iter().map(|request| request.body.len()).sum();
        assert!((15 << 20..=MAX_BYTES).contains(&bytes), "{bytes}");
        assert_eq!(kept.last().unwrap().path, "/99");
    }

    #[test]
    fn headers_paths_and_queries_count_too() {
        let mut log = RequestLog::default();
        let long = "x".repeat(100_000);
        for _ in 0..1000 {
            log.push_unverified(&RecordedRequest {
                path: long.clone(),
                query: long.clone(),
                headers: vec![(long.clone(), long.clone())],
                ..RecordedRequest::default()
            });
        }
        assert_eq!(log.requests().len(), MAX_BYTES / 400_000);
    }

    #[test]
    fn no_more_than_ten_thousand_requests_are_kept() {
        let mut log = RequestLog::default();
        for path in 0..10_010 {
            log.push_verified(&request(path, 0));
        }
        let kept = log.requests();
        assert_eq!(kept.len(), 10_000);
        assert_eq!(kept[0].path, "/10");
    }

    #[test]
    fn an_unverified_body_is_cut_to_a_kibibyte_and_a_verified_one_is_whole() {
        let mut log = RequestLog::default();
        log.push_unverified(&request(0, 5000));
        log.push_unverified(&request(1, 5));
        log.push_verified(&request(2, 5000));
        let lengths: Vec<_> = log.take().iter().map(|r| r.body.len()).collect();
        assert_eq!(lengths, [1024, 5, 5000]);
        assert!(log.requests().is_empty());
        log.push_verified(&request(3, 1 << 20));
        assert_eq!(log.requests().len(), 1, "taken requests count no more");
    }
}
