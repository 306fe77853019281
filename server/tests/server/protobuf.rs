//! Reads Protocol Buffers without knowing what they mean: an own reader, to hold what the server writes against.

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(u64),
    Bytes(Vec<u8>),
}

/// The fields of a message in their order.
pub(crate) struct Message(Vec<(u64, Value)>);

impl Message {
    pub(crate) fn read(mut bytes: &[u8]) -> Message {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let tag = varint(&mut bytes);
            let value = match tag & 7 {
                0 => Value::Number(varint(&mut bytes)),
                1 => Value::Number(u64::from_le_bytes(take(&mut bytes, 8).try_into().unwrap())),
                2 => {
                    let length = varint(&mut bytes) as usize;
                    Value::Bytes(take(&mut bytes, length).to_vec())
                }
                other => panic!("no field has the type {other}"),
            };
            fields.push((tag >> 3, value));
        }
        Message(fields)
    }

    fn all(&self, field: u64) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |(number, _)| *number == field).map(|(_, value)| value)
    }

    pub(crate) fn messages(&self, field: u64) -> impl Iterator<Item = Message> {
        self.all(field).map(move |value| match value {
            Value::Bytes(bytes) => Message::read(bytes),
            Value::Number(_) => panic!("field {field} is a number"),
        })
    }

    pub(crate) fn message(&self, field: u64) -> Option<Message> {
        self.messages(field).next()
    }

    pub(crate) fn number(&self, field: u64) -> Option<u64> {
        self.all(field).next().map(|value| match value {
            Value::Number(number) => *number,
            Value::Bytes(_) => panic!("field {field} has a length"),
        })
    }

    pub(crate) fn text(&self, field: u64) -> Option<String> {
        self.all(field).next().map(|value| match value {
            Value::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Value::Number(_) => panic!("field {field} is a number"),
        })
    }
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> &'b [u8] {
    let (taken, rest) = bytes.split_at(length);
    *bytes = rest;
    taken
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for place in 0..10 {
        let byte = take(bytes, 1)[0];
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return value;
        }
    }
    panic!("a number of more than ten bytes");
}
