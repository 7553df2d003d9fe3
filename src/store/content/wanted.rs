//! The names that are looked for, in all forms in which files write them.

use std::cell::Cell;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::borders::{Borders, Edges, MARGIN, Place, Side, is_of_cookie, is_of_label};
use super::escapes;
use crate::model::SiteRules;

/// How often a text is unescaped: an address in a setting in a text, and one more.
const ROUNDS: u8 = 4;

/// How many bytes a run looks at beyond what its files' lengths allow: small files that unpack to much are few.
const SPARE: u64 = 2 << 30;

/// The longest form of a letter: `\u0040`, in letters of two bytes.
const LONGEST_LETTER: usize = 12;

/// The names to look for.
#[derive(Debug)]
pub struct Wanted {
    names: Option<AhoCorasick>,
    /// What each pattern stands for, and the width of its letters.
    forms: Vec<(Form, usize)>,
    /// The length of the longest name.
    longest: usize,
    /// How many bytes may still be looked at beyond what files' lengths allow.
    spare: Cell<u64>,
}

/// What a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// An account's address, whatever lies beside it.
    Address,
    /// A site and all below it.
    Site { is_reversed: bool },
    /// Exactly this host.
    Host { is_reversed: bool },
    /// A cookie's name, or its beginning.
    Cookie { is_beginning: bool },
}

impl Default for Wanted {
    fn default() -> Self {
        Self { names: None, forms: Vec::new(), longest: 0, spare: Cell::new(SPARE) }
    }
}

impl Wanted {
    /// Returns account addresses as what is looked for. If there are too many for that, an error.
    pub fn addresses<'n>(addresses: impl IntoIterator<Item = &'n str>) -> Result<Self, TooMany> {
        Self::of(addresses.into_iter().map(|address| (address.to_owned(), Form::Address)).collect())
    }

    /// Returns the names of chosen sites and cookies as what is looked for. Stores write hosts as they are, and the
    /// oldest of Firefox reversed.
    pub fn sites(rules: &SiteRules) -> Result<Self, TooMany> {
        let reversed = |name: &str| name.chars().rev().collect::<String>();
        let mut names = BTreeMap::new();
        for host in &rules.hosts {
            names.insert(host.as_str().to_owned(), Form::Host { is_reversed: false });
            names.insert(reversed(host.as_str()), Form::Host { is_reversed: true });
        }
        for site in &rules.sites {
            names.insert(site.as_str().to_owned(), Form::Site { is_reversed: false });
            names.insert(reversed(site.as_str()), Form::Site { is_reversed: true });
        }
        for cookie in &rules.cookies {
            let name = cookie.0.trim_end_matches('*');
            names.insert(name.to_owned(), Form::Cookie { is_beginning: name.len() < cookie.0.len() });
        }
        Self::of(names)
    }

    fn of(mut names: BTreeMap<String, Form>) -> Result<Self, TooMany> {
        names.retain(|name, _form| !name.is_empty());
        if names.is_empty() {
            return Ok(Self::default());
        }
        let longest = names.keys().map(String::len).max().unwrap_or_default();
        let (mut patterns, mut forms) = (Vec::new(), Vec::new());
        for (name, form) in names {
            // With the zeros between its letters only, it is found whichever byte of a letter comes first.
            let mut wide: Vec<u8> = name.bytes().flat_map(|letter| [letter, 0]).collect();
            wide.pop();
            patterns.extend([name.into_bytes(), wide]);
            forms.extend([(form, 1), (form, 2)]);
        }
        // The prefilter looks for a rare letter that all names share. That would be a dot or an @, which are not rare
        // here.
        let build = AhoCorasick::builder().ascii_case_insensitive(true).prefilter(false).build(&patterns);
        let names = Some(build.map_err(|_too_many| TooMany)?);
        Ok(Self { names, forms, longest, ..Self::default() })
    }

    /// Says whether nothing is looked for.
    pub const fn is_empty(&self) -> bool {
        self.names.is_none()
    }

    /// Takes what one file may need of what the run has for all.
    pub(super) fn take_spare(&self, most: u64) -> u64 {
        let taken = most.min(self.spare.get());
        self.spare.set(self.spare.get() - taken);
        taken
    }

    /// Gives back what a file did not need.
    pub(super) fn give_back(&self, spare: u64) {
        self.spare.set(self.spare.get() + spare);
    }

    /// Returns how many bytes at the end of a piece are looked at again with the next: the longest form of the longest
    /// name, with what lies beside it.
    pub(super) const fn reach(&self) -> usize {
        (self.longest + 2 * MARGIN) * LONGEST_LETTER
    }

    /// Says whether a piece of a text mentions a name, escaped or not.
    pub(super) fn is_in(&self, bytes: &[u8], edges: Edges, borders: Borders) -> bool {
        self.is_in_round(bytes, edges, borders, ROUNDS)
    }

    fn is_in_round(&self, bytes: &[u8], edges: Edges, borders: Borders, rounds: u8) -> bool {
        self.is_plainly_in(bytes, edges, borders)
            || rounds > 0
                && escapes::any_decoded(bytes, 2 * (self.longest + MARGIN), edges, &mut |decoded, edges| {
                    self.is_in_round(decoded, edges, borders, rounds - 1)
                })
    }

    fn is_plainly_in(&self, bytes: &[u8], edges: Edges, borders: Borders) -> bool {
        let Some(names) = &self.names else { return false };
        let is_seen =
            |start: usize, end: usize| (edges.begins || start >= MARGIN) && (edges.ends || end + MARGIN <= bytes.len());
        names.find_overlapping_iter(bytes).any(|hit| {
            let (start, end) = (hit.start(), hit.end());
            let form = self.forms.get(hit.pattern().as_usize());
            is_seen(start, end)
                && form.is_some_and(|(form, width)| form.is_at(Place { bytes, start, end, width: *width }, borders))
        })
    }
}

/// There are too many names to look for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many names to look for")]
pub struct TooMany;

impl Form {
    /// Says whether the pattern at a place stands for what it was made for.
    fn is_at(self, place: Place<'_>, borders: Borders) -> bool {
        let sides = |is_reversed: bool| {
            let [before, behind] = place.sides(borders, is_of_label);
            if is_reversed { [behind, before] } else { [before, behind] }
        };
        match self {
            Self::Address => true,
            Self::Site { is_reversed } => {
                matches!(sides(is_reversed), [Side::Border | Side::Label, Side::Border | Side::At])
            }
            Self::Host { is_reversed } => matches!(sides(is_reversed), [Side::Border, Side::Border | Side::At]),
            Self::Cookie { is_beginning } => match place.sides(borders, is_of_cookie) {
                [Side::Border | Side::At, behind] => is_beginning || matches!(behind, Side::Border | Side::At),
                _ => false,
            },
        }
    }
}
