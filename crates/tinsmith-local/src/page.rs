//! Pages and the opaque tokens between them.
//!
//! A token says when it was made and where the next page begins, and carries a MAC over that and over the request's own
//! members. Thus the service keeps no state for it; a token that is altered, or was made for another request, is told
//! from a good one; and one made by another run of the same farm is still good.

use std::time::Duration;

use hmac::Mac;

use crate::encoding::{base64, unbase64};
use crate::signature::keyed;
use crate::time::Timestamp;

const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
const TAG: usize = 16;

/// Makes and reads the tokens of one farm.
#[derive(Clone, Debug)]
pub(crate) struct Pager {
    key: [u8; 8],
}

/// Some of the items, and the token for those after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<'a, T> {
    pub(crate) items: &'a [T],
    pub(crate) next_token: Option<String>,
}

/// What a token must agree with: the operation and its members, page size and token excepted.
pub(crate) type Scope<'a> = &'a [&'a str];

impl Pager {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            key: seed.to_be_bytes(),
        }
    }

    /// The page of at most `size` items that begins where `token` says. Says what is wrong with a bad token.
    pub(crate) fn page<'a, T>(
        &self,
        items: &'a [T],
        scope: Scope<'_>,
        token: Option<&str>,
        size: usize,
        now: Timestamp,
    ) -> Result<Page<'a, T>, &'static str> {
        let from = match token {
            Some(token) => self.read(token, scope, now)?,
            None => 0,
        };
        let rest = items
            .get(from..)
            .ok_or("the token is beyond the last page")?;
        let items = rest.get(..size).unwrap_or(rest);
        let next_token = (items.len() < rest.len()).then(|| self.write(from + size, scope, now));
        Ok(Page { items, next_token })
    }

    fn write(&self, offset: usize, scope: Scope<'_>, now: Timestamp) -> String {
        let mut token = Vec::from(now.millis().to_be_bytes());
        token.extend((offset as u64).to_be_bytes());
        let tag = self.mac(&token, scope).finalize().into_bytes();
        token.extend(tag.iter().take(TAG));
        base64(&token)
    }

    fn read(&self, token: &str, scope: Scope<'_>, now: Timestamp) -> Result<usize, &'static str> {
        const FOREIGN: &str = "the token is not one of this service for this request";
        let bytes = unbase64(token).ok_or(FOREIGN)?;
        let (content, tag) = bytes.split_last_chunk::<TAG>().ok_or(FOREIGN)?;
        self.mac(content, scope)
            .verify_truncated_left(tag)
            .map_err(|_| FOREIGN)?;
        let (made, offset) = content.split_first_chunk().ok_or(FOREIGN)?;
        let offset = u64::from_be_bytes(offset.try_into().map_err(|_| FOREIGN)?);
        if now > Timestamp::from_millis(i64::from_be_bytes(*made)).plus(LIFETIME) {
            return Err("the token has expired");
        }
        usize::try_from(offset).map_err(|_| FOREIGN)
    }

    fn mac(&self, content: &[u8], scope: Scope<'_>) -> hmac::Hmac<sha2::Sha256> {
        let mut mac = keyed(&self.key);
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
    fn every_page_size_gives_every_item_once() {
        for size in 1..=11 {
            assert_eq!(collect(size), Vec::from_iter(0..10), "pages of {size}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_own_request_on_its_own_farm_for_a_day() {
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
    fn what_is_no_token_is_refused() {
        let token = Pager::new(1)
            .page(&[1, 2], &[], None, 1, NOW)
            .unwrap()
            .next_token
            .unwrap();
        let altered = token.replacen('A', "B", 1);
        for bad in ["", "nonsense", "AAAA", &altered, &format!("{token}A")] {
            assert!(
                Pager::new(1).page(&[1, 2], &[], Some(bad), 1, NOW).is_err(),
                "{bad}"
            );
        }
    }
}
