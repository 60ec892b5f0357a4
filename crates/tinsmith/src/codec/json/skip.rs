//! Values that nobody asked for.

use super::Reader;

impl Reader<'_> {
    /// Takes the next value, whatever it is, as long as it is JSON.
    pub fn skip(&mut self) {
        match self.peek() {
            Some(b'"') => {
                self.string();
            }
            Some(b'{') => {
                let mut members = self.begin_map();
                while self.next_key(&mut members).is_some() {
                    self.skip();
                }
            }
            Some(b'[') => {
                let mut items = self.begin_array();
                while self.next_item(&mut items) {
                    self.skip();
                }
            }
            Some(b't' | b'f') => {
                self.bool();
            }
            Some(b'n') => {
                self.null();
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number();
            }
            _ => self.fail("expected a value"),
        }
    }
}
