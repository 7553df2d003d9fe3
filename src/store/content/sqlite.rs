//! Reads a database's pages as they lie in the file, and those in its write-ahead log: each text and blob of each row, put
//! together from all of its pages, and what is left of removed rows. Needs no schema, so none can be unknown or do harm.
//!
//! Source of the format: <https://sqlite.org/fileformat2.html>.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use super::borders::Borders;
use super::search::{LARGEST_VALUE, PIECE, Search};
use crate::store::leveldb::Cursor;

const DATABASE: &[u8] = b"SQLite format 3\0";
/// A write-ahead log, with checksums in either order of bytes.
const LOGS: [&[u8]; 2] = [&[0x37, 0x7f, 0x06, 0x82], &[0x37, 0x7f, 0x06, 0x83]];
/// A rollback journal: old pages.
const JOURNAL: &[u8] = &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

const INTERIOR_INDEX: u8 = 2;
const INTERIOR_TABLE: u8 = 5;
const LEAF_INDEX: u8 = 10;
const LEAF_TABLE: u8 = 13;

/// The header of the file, on its first page.
const FILE_HEADER: usize = 100;

/// How many pages of a log are looked up by their number.
const MOST_LOGGED: usize = 1 << 20;

/// Says whether a file begins as a database does, or what belongs to one.
pub(super) fn is_of_database(head: &[u8]) -> bool {
    [DATABASE, LOGS[0], LOGS[1], JOURNAL].iter().any(|begin| head.starts_with(begin))
}

/// Looks at a database or a write-ahead log; `false` if it is none, or not of the form that it says.
pub(super) fn read(search: &mut Search<'_>, head: &[u8], file: &mut (impl Read + Seek), len: u64) -> io::Result<bool> {
    let Some(mut pages) = Pages::of(search, head, file, len)? else { return Ok(false) };
    pages.each(search, file, Pass::Trees)?;
    pages.each(search, file, Pass::Rest)?;
    // A part of a page at the end.
    file.seek(SeekFrom::Start(pages.base + pages.count * pages.stride()))?;
    search.stream(file, Borders::Remains)?;
    Ok(true)
}

/// Which pages are looked at.
#[derive(Clone, Copy)]
enum Pass {
    /// Those with rows, and the further pages of long rows.
    Trees,
    /// All others.
    Rest,
}

/// Where the pages lie in a file.
struct Pages {
    base: u64,
    /// What precedes each page.
    lead: usize,
    size: usize,
    /// The part of a page that is used.
    usable: usize,
    count: u64,
    /// In a log, where the last version of each page is.
    logged: Option<BTreeMap<u32, u64>>,
    /// The pages that were read as part of a tree or of a long row, one bit each.
    seen: Vec<u64>,
}

/// A page: which one in the file, its number in the database, its bytes.
#[derive(Clone, Copy)]
struct Page<'b> {
    slot: u64,
    number: u32,
    bytes: &'b [u8],
}

impl Pages {
    fn of(search: &mut Search<'_>, head: &[u8], file: &mut (impl Read + Seek), len: u64) -> io::Result<Option<Self>> {
        let is_log = LOGS.iter().any(|begin| head.starts_with(begin));
        let size = if is_log {
            head.get(8..12).and_then(|size| usize::try_from(big(size)?).ok())
        } else if head.starts_with(DATABASE) {
            head.get(16..18).and_then(big).map(|size| if size == 1 { 1 << 16 } else { size as usize })
        } else {
            None
        };
        let Some(size) = size.filter(|size| size.is_power_of_two() && (512..=1 << 16).contains(size)) else {
            return Ok(None);
        };
        // A log does not say how much of a page is unused; browsers use all of it.
        let unused = if is_log { 0 } else { head.get(20).copied().map_or(0, usize::from) };
        let (base, lead) = if is_log { (32, 24) } else { (0, 0) };
        let count = len.saturating_sub(base) / (size + lead) as u64;
        let usable = size.saturating_sub(unused);
        if usable < 480 || count > 1 << 32 {
            return Ok(None);
        }
        let seen = vec![0; usize::try_from(count / 64 + 1).unwrap_or_default()];
        let mut pages = Self { base, lead, size, usable, count, logged: None, seen };
        if is_log {
            pages.logged = Some(pages.numbers(search, file)?);
        }
        Ok(Some(pages))
    }

    const fn stride(&self) -> u64 {
        (self.size + self.lead) as u64
    }

    fn numbers(&self, search: &mut Search<'_>, file: &mut (impl Read + Seek)) -> io::Result<BTreeMap<u32, u64>> {
        let mut numbers = BTreeMap::new();
        for slot in 0..self.count {
            if search.is_over() {
                break;
            }
            let mut number = [0; 4];
            file.seek(SeekFrom::Start(self.base + slot * self.stride()))?;
            file.read_exact(&mut number)?;
            numbers.insert(u32::from_be_bytes(number), slot);
            if numbers.len() >= MOST_LOGGED {
                break;
            }
        }
        Ok(numbers)
    }

    /// Calls `look` with each page that was not seen yet, in the order of the file.
    fn each(&mut self, search: &mut Search<'_>, file: &mut (impl Read + Seek), pass: Pass) -> io::Result<()> {
        let stride = self.size + self.lead;
        let at_once = (PIECE / stride).max(1) as u64;
        let mut bytes = Vec::new();
        let mut first = 0;
        while first < self.count && !search.is_over() {
            let many = at_once.min(self.count - first);
            if (first..first + many).any(|slot| !self.is_seen(slot)) {
                bytes.clear();
                file.seek(SeekFrom::Start(self.base + first * self.stride()))?;
                (&mut *file).take(many * self.stride()).read_to_end(&mut bytes)?;
                for (slot, framed) in (first..).zip(bytes.chunks(stride)) {
                    let number = match &self.logged {
                        Some(_) => framed.get(..4).and_then(big).unwrap_or_default(),
                        None => u32::try_from(slot + 1).unwrap_or_default(),
                    };
                    let bytes = framed.get(self.lead..).unwrap_or_default();
                    if !self.is_seen(slot) && !search.is_over() {
                        match pass {
                            Pass::Trees => self.look_at_tree(search, file, Page { slot, number, bytes })?,
                            Pass::Rest => search.bytes(bytes, Borders::Remains),
                        }
                    }
                }
            }
            first += many;
        }
        Ok(())
    }

    fn is_seen(&self, slot: u64) -> bool {
        let word = usize::try_from(slot / 64).ok().and_then(|word| self.seen.get(word));
        word.is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    fn see(&mut self, slot: u64) {
        if let Some(word) = usize::try_from(slot / 64).ok().and_then(|word| self.seen.get_mut(word)) {
            *word |= 1 << (slot % 64);
        }
    }

    /// Looks at the rows of a page, and at what lies between them. Leaves other pages for later.
    fn look_at_tree<F: Read + Seek>(
        &mut self,
        search: &mut Search<'_>,
        file: &mut F,
        page: Page<'_>,
    ) -> io::Result<()> {
        let Some(cells) = cells(page, self.usable) else { return Ok(()) };
        self.see(page.slot);
        let mut rest = page.bytes.to_vec();
        for cell in &cells {
            if search.is_over() {
                return Ok(());
            }
            self.look_at_row(search, file, page, cell)?;
            if let Some(read) = rest.get_mut(cell.start..cell.end) {
                read.fill(0);
            }
        }
        search.bytes(&rest, Borders::Remains);
        Ok(())
    }

    fn look_at_row<F: Read + Seek>(
        &mut self,
        search: &mut Search<'_>,
        file: &mut F,
        page: Page<'_>,
        cell: &Cell,
    ) -> io::Result<()> {
        let local = page.bytes.get(cell.row..cell.row + cell.local).unwrap_or_default();
        if cell.local == cell.length {
            columns(search, local);
            return Ok(());
        }
        if cell.length > LARGEST_VALUE {
            // Its further pages are looked at later, one by one.
            search.unread = true;
            search.bytes(local, Borders::Remains);
            return Ok(());
        }
        let mut row = local.to_vec();
        let mut next = page.bytes.get(cell.row + cell.local..cell.row + cell.local + 4).and_then(big);
        while let Some((slot, number)) = next.filter(|number| *number > 0).and_then(|number| self.slot(number)) {
            let missing = cell.length - row.len();
            if missing == 0 || search.is_over() || number == page.number {
                break;
            }
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(self.base + slot * self.stride() + self.lead as u64))?;
            (&mut *file).take(self.usable as u64).read_to_end(&mut bytes)?;
            search.count(bytes.len());
            // In a file of less than 2^25 pages, what begins like a page of a tree is one, whoever names it.
            if bytes.first() == Some(&0) {
                self.see(slot);
            }
            let Some((following, content)) = bytes.split_at_checked(4) else { break };
            row.extend_from_slice(content.get(..content.len().min(missing)).unwrap_or_default());
            next = big(following);
        }
        columns(search, &row);
        Ok(())
    }

    /// Returns where a page is.
    fn slot(&self, number: u32) -> Option<(u64, u32)> {
        let slot = match &self.logged {
            Some(logged) => logged.get(&number).copied(),
            None => u64::from(number).checked_sub(1).filter(|slot| *slot < self.count),
        };
        Some((slot?, number))
    }
}

/// A row on a page, or its part there.
struct Cell {
    start: usize,
    end: usize,
    /// Where the row begins.
    row: usize,
    /// How much of it is on this page.
    local: usize,
    length: usize,
}

/// Returns the rows of a page of a tree; `None` if it is none.
fn cells(page: Page<'_>, usable: usize) -> Option<Vec<Cell>> {
    let at = if page.number == 1 { FILE_HEADER } else { 0 };
    let kind = *page.bytes.get(at)?;
    let header = match kind {
        INTERIOR_INDEX | INTERIOR_TABLE => 12,
        LEAF_INDEX | LEAF_TABLE => 8,
        _ => return None,
    };
    let count = big(page.bytes.get(at + 3..at + 5)?)? as usize;
    let places = page.bytes.get(at + header..at + header + 2 * count)?;
    let cells = places.chunks_exact(2).map(|place| cell(page.bytes, big(place)? as usize, kind, usable));
    cells.collect()
}

fn cell(page: &[u8], start: usize, kind: u8, usable: usize) -> Option<Cell> {
    let body = page.get(start..usable.min(page.len()))?;
    let mut rest = Cursor(body);
    if matches!(kind, INTERIOR_INDEX | INTERIOR_TABLE) {
        rest.take(4)?;
    }
    let at = |rest: &Cursor<'_>| start + body.len() - rest.0.len();
    if kind == INTERIOR_TABLE {
        number(&mut rest)?;
        let end = at(&rest);
        return Some(Cell { start, end, row: end, local: 0, length: 0 });
    }
    let length = usize::try_from(number(&mut rest)?).ok()?;
    if kind == LEAF_TABLE {
        number(&mut rest)?;
    }
    let most = if kind == LEAF_TABLE { usable - 35 } else { (usable - 12) * 64 / 255 - 23 };
    let least = (usable - 12) * 32 / 255 - 23;
    let local = if length <= most {
        length
    } else {
        let split = least + (length - least) % (usable - 4);
        if split <= most { split } else { least }
    };
    let row = at(&rest);
    let end = row + local + if local < length { 4 } else { 0 };
    (end <= usable).then_some(Cell { start, end, row, local, length })
}

/// Looks at each text and blob of a row. A row of another form, or of which a part is missing, is read as bytes.
fn columns(search: &mut Search<'_>, row: &[u8]) {
    if each_column(search, row).is_none() {
        search.bytes(row, Borders::Remains);
    }
}

fn each_column(search: &mut Search<'_>, row: &[u8]) -> Option<()> {
    let mut header = Cursor(row);
    let length = usize::try_from(number(&mut header)?).ok()?;
    let before = row.len() - header.0.len();
    let mut kinds = Cursor(row.get(before..length)?);
    let mut values = Cursor(row.get(length..)?);
    while !kinds.is_empty() {
        let kind = number(&mut kinds)?;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let value = values.take(length)?;
        match kind {
            0..12 => {}
            _ if kind % 2 == 0 => search.value(value, 0),
            _ => search.bytes(value, Borders::Text),
        }
        if search.is_over() {
            return Some(());
        }
    }
    values.is_empty().then_some(())
}

/// Reads a number of one to nine bytes, as `SQLite` writes it: highest bits first.
fn number(bytes: &mut Cursor<'_>) -> Option<u64> {
    let mut number = 0_u64;
    for _byte in 0..8 {
        let byte = bytes.byte()?;
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    Some(number << 8 | u64::from(bytes.byte()?))
}

/// Returns a number of up to four bytes, highest first.
fn big(bytes: &[u8]) -> Option<u32> {
    (bytes.len() <= 4).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}
