//! Reads the fields of protocol buffer messages that name an owner. Skips the meaning of all others.

use crate::store::leveldb::Cursor;

/// A field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store::sites) enum Field<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// Returns the fields of a message in their order; `None` if the bytes are not a message.
pub(in crate::store::sites) fn fields(message: &[u8]) -> Option<Vec<(u64, Field<'_>)>> {
    let mut rest = Cursor(message);
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let tag = rest.varint()?;
        let field = match tag & 7 {
            0 => Field::Number(rest.varint()?),
            1 => Field::Number(rest.u64()?),
            2 => Field::Bytes(rest.text()?),
            5 => Field::Number(rest.u32()?.into()),
            _ => return None,
        };
        fields.push((tag >> 3, field));
    }
    Some(fields)
}
