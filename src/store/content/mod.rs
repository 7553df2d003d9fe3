//! Reads any file as what it says, and looks in that for names: account addresses, or chosen sites.
//!
//! What a file is, its first and last bytes say, not its name: `SQLite`, its logs, `LevelDB`, mozLz4, gzip, snappy; all
//! else is text or bytes. Each value that is packed or escaped is read unpacked and unescaped too. No engine runs over
//! the file: pages and blocks are read as they lie there, so that nothing written in a file can run, and free pages
//! and logs are read like the rest. Changes nothing, and returns no text of the file.
//!
//! Whatever the bytes are, memory stays below some 150 MB, and time grows with the file's length. What could not be
//! read whole is [`Mention::Unread`], never "nothing found".

mod borders;
mod escapes;
mod leveldb;
mod packed;
mod search;
mod sqlite;
#[cfg(test)]
mod tests;
mod wanted;

use std::ffi::OsStr;
use std::io::{self, Read, Seek, SeekFrom};

pub use search::Mention;
pub use wanted::{TooMany, Wanted};

use super::error::{EditError, catch_panic};
use crate::model::{RelPath, Stop};
use crate::safefs::{ReadError, Root};
use borders::Borders;
use search::{HEAD, Search};

/// The largest file that is read. A file with holes can be as large as its file system allows.
const LARGEST_FILE: u64 = 2 << 30;

/// Looks for names in a file below a root. A missing file has none. Ends early if `stop` is set.
pub fn mentions(root: &Root, at: &RelPath, wanted: &Wanted, stop: &Stop) -> Mention {
    let read = || {
        let (mut file, len) = match root.open_to_read(at) {
            Err(ReadError::Missing) => return Ok(Mention::Nothing),
            opened => opened?,
        };
        if len > LARGEST_FILE {
            return Ok(Mention::Unread);
        }
        let mut search = Search::new(wanted, stop, len, packed::value);
        whole(&mut search, &mut file, len)?;
        Ok::<_, EditError>(search.result())
    };
    catch_panic(read).unwrap_or(Mention::Unread)
}

/// Says whether the name of a file or folder mentions what is looked for.
pub fn is_mentioned_in(name: &OsStr, wanted: &Wanted) -> bool {
    let mut search = Search::new(wanted, &Stop::default(), 0, packed::value);
    search.bytes(name.as_encoded_bytes(), Borders::Text);
    search.found
}

/// Looks at a whole file.
fn whole(search: &mut Search<'_>, file: &mut (impl Read + Seek), len: u64) -> io::Result<()> {
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    if sqlite::read(search, &head, file, len)? || leveldb::read(search, &head, file, len)? {
        return Ok(());
    }
    if sqlite::is_of_database(&head) {
        // Whatever is wrong with its form, its bytes are read.
        return search.stream(file, Borders::Remains);
    }
    packed::read(search, &head, file, len)
}
