//! Pages, and the opaque tokens between them.
//!
//! A token contains its time of creation and the offset of the next page, and a MAC of both and of the request's other
//! members. So the service keeps no state for a token, detects one that was altered or belongs to another request, and
//! accepts one of an earlier run with the same farm.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac;

use crate::signature::hmac_sha256;
use crate::time::Timestamp;

const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// The length of the truncated MAC in a token, in bytes.
const TAG: usize = 16;

/// Divides lists into pages, with tokens for one farm.
#[derive(Clone, Debug)]
pub(crate) struct Pager {
    key: [u8; 8],
}

/// A page of items, and the token of the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<'a, T> {
    pub(crate) items: &'a [T],
    pub(crate) next_token: Option<String>,
}

/// The operation and its members that a token is valid for: all but page size and token.
pub(crate) type Scope<'a> = &'a [&'a str];

impl Pager {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            key: seed.to_be_bytes(),
        }
    }

    /// Returns the page of at most `size` items at `token`.
    ///
    /// # Errors
    ///
    /// The problem of an invalid token, for a message.
    pub(crate) fn page<'a, T>(
        &self,
        items: &'a [T],
        scope: Scope<'_>,
        token: Option<&str>,
        size: usize,
        now: Timestamp,
    ) -> Result<Page<'a, T>, &'static str> {
        let from = match token {
            Some(token) => self.decode(token, scope, now)?,
            None => 0,
        };
        let rest = items
            .get(from..)
            .ok_or("the token is beyond the last page")?;
        let items = rest.get(..size).unwrap_or(rest);
        let next_token = (items.len() < rest.len()).then(|| self.encode(from + size, scope, now));
        Ok(Page { items, next_token })
    }

    /// Returns the token of the page that begins at `offset`.
    pub(crate) fn encode(&self, offset: usize, scope: Scope<'_>, now: Timestamp) -> String {
        let mut token = Vec::from(now.millis().to_be_bytes());
        token.extend((offset as u64).to_be_bytes());
        let tag = self.mac(&token, scope).finalize().into_bytes();
        token.extend(tag.iter().take(TAG));
        STANDARD.encode(&token)
    }

    /// Returns the offset of a token.
    ///
    /// # Errors
    ///
    /// The problem of an invalid token, for a message.
    pub(crate) fn decode(
        &self,
        token: &str,
        scope: Scope<'_>,
        now: Timestamp,
    ) -> Result<usize, &'static str> {
        const INVALID: &str = "the token was not issued for this request";
        let bytes = STANDARD.decode(token).map_err(|_| INVALID)?;
        let (content, tag) = bytes.split_last_chunk::<TAG>().ok_or(INVALID)?;
        self.mac(content, scope)
            .verify_truncated_left(tag)
            .map_err(|_| INVALID)?;
        let (created, offset) = content.split_first_chunk().ok_or(INVALID)?;
        let offset = u64::from_be_bytes(offset.try_into().map_err(|_| INVALID)?);
        if now > Timestamp::from_millis(i64::from_be_bytes(*created)).plus(LIFETIME) {
            return Err("the token has expired");
        }
        usize::try_from(offset).map_err(|_| INVALID)
    }

    fn mac(&self, content: &[u8], scope: Scope<'_>) -> hmac::Hmac<sha2::Sha256> {
        let mut mac = hmac_sha256(&self.key);
        mac.update(content);
        for part in scope {
            // The length before each part keeps ["ab", "c"] and ["a", "bc"] apart.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_000_000_000);

    fn collect(size: usize) -> Vec<u8> {
        let (pager, items) = (Pager::new(1), Vec::from_iter(0..10));
        let (mut collected, mut token) = (Vec::new(), None);
        loop {
            let page = pager
                .page(&items, &["x"], token.as_deref(), size, NOW)
                .unwrap();
            collected.extend(page.items);
            match page.next_token {
                Some(next) => token = Some(next),
                None => return collected,
            }
        }
    }

    #[test]
    fn every_page_size_returns_every_item_once() {
        for size in 1..=11 {
            assert_eq!(collect(size), Vec::from_iter(0..10), "pages of {size}");
        }
    }

    #[test]
    fn a_token_is_valid_for_its_own_request_on_its_own_farm_for_a_day() {
        let items = [1, 2, 3];
        let token = Pager::new(1)
            .page(&items, &["ab", "c"], None, 1, NOW)
            .unwrap()
            .next_token;
        let read = |seed, scope: Scope<'_>, hours: u64| {
            let later = NOW.plus(Duration::from_secs(hours * 3600));
            Pager::new(seed)
                .page(&items, scope, token.as_deref(), 9, later)
                .map(|page| page.items)
        };
        assert_eq!(read(1, &["ab", "c"], 24), Ok(&items[1..]));
        assert!(read(1, &["a", "bc"], 0).is_err());
        assert!(read(2, &["ab", "c"], 0).is_err());
        assert_eq!(read(1, &["ab", "c"], 25), Err("the token has expired"));
    }

    #[test]
    fn an_invalid_token_is_rejected() {
        let token = Pager::new(1)
            .page(&[1, 2], &[], None, 1, NOW)
            .unwrap()
            .next_token
            .unwrap();
        let altered = token.replacen('A', "B", 1);
        for invalid in [
            "",
            "nonsense",
            "AAAA",
            &altered,
            &format!("{token}A"),
            token.trim_end_matches('='),
        ] {
            assert!(
                Pager::new(1)
                    .page(&[1, 2], &[], Some(invalid), 1, NOW)
                    .is_err(),
                "{invalid}"
            );
        }
    }
}
