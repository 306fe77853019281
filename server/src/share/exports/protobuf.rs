//! The wire format of Protocol Buffers, as much of it as a trace needs.
//!
//! A message is its fields, one after the other: a tag (number and type), then a variable-length integer, eight bytes,
//! or a length and so many bytes. <https://protobuf.dev/programming-guides/encoding/>

const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const LENGTH: u64 = 2;

/// A message that is being written.
#[derive(Debug, Default)]
pub(super) struct Message {
    bytes: Vec<u8>,
}

impl Message {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// `uint32`, `uint64`, enumerations, and what is not negative of `int32` and `int64`.
    pub(super) fn uint(&mut self, field: u64, value: u64) {
        self.varint(field << 3 | VARINT);
        self.varint(value);
    }

    pub(super) fn fixed64(&mut self, field: u64, value: u64) {
        self.varint(field << 3 | EIGHT_BYTES);
        self.bytes.extend(value.to_le_bytes());
    }

    pub(super) fn text(&mut self, field: u64, text: &str) {
        self.varint(field << 3 | LENGTH);
        self.varint(text.len() as u64);
        self.bytes.extend(text.as_bytes());
    }

    /// A message within this one. Its length stands before it and is known after it: the few bytes are put in then.
    pub(super) fn message(&mut self, field: u64, write: impl FnOnce(&mut Message)) {
        self.varint(field << 3 | LENGTH);
        let start = self.bytes.len();
        write(self);
        let length = (self.bytes.len() - start) as u64;
        let end = self.bytes.len();
        self.varint(length);
        let added = self.bytes.len() - end;
        self.bytes[start..].rotate_right(added);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the format's own description.
    #[test]
    fn bytes_are_those_of_the_description() {
        let mut message = Message::default();
        message.uint(1, 150);
        assert_eq!(message.bytes(), [0x08, 0x96, 0x01]);
        message.clear();
        message.text(2, "testing");
        assert_eq!(message.bytes(), [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
        message.clear();
        message.message(3, |inner| inner.uint(1, 150));
        assert_eq!(message.bytes(), [0x1a, 0x03, 0x08, 0x96, 0x01]);
    }

    #[test]
    fn a_long_message_has_a_long_length() {
        let mut message = Message::default();
        message.message(1, |inner| inner.text(1, &"x".repeat(300)));
        assert_eq!(message.bytes()[..6], [0x0a, 0xaf, 0x02, 0x0a, 0xac, 0x02]);
        assert_eq!(message.bytes().len(), 306);
    }
}
