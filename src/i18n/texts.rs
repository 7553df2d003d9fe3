//! The texts of one language. If one is missing, the English text is used.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::lang::Lang;
use super::numbers;
use crate::model::{Certainty, Shown, Size};

/// A value for a variable of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number. It also selects singular or plural.
    Count(u64),
    /// A text. It may hold names that others chose.
    Text(Shown),
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// The texts of one language.
pub struct Tr {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    english: Option<Box<Self>>,
}

impl std::fmt::Debug for Tr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tr").field(&self.lang).finish()
    }
}

impl Tr {
    /// Returns the texts for a locale such as `sv_FI.UTF-8`, or the English ones for any other language.
    pub fn new(locale: Option<&str>) -> Self {
        Self::of(Lang::of(locale))
    }

    /// Returns the texts of a language.
    pub fn of(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.id()]);
        // Fluent's isolation marks, for mixed writing directions, would end up in copied reports.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => numbers::english,
            Lang::Fi | Lang::Sv => numbers::nordic,
        }));
        // Use what parses. A test checks that all of it does.
        let resource = FluentResource::try_new(lang.source().to_owned()).unwrap_or_else(|(rest, _mistakes)| rest);
        drop(bundle.add_resource(resource));
        let english = (lang != Lang::En).then(|| Box::new(Self::of(Lang::En)));
        Self { lang, bundle, english }
    }

    /// Returns the language.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns a text without variables.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a text with these values for its variables.
    pub fn with(&self, key: &str, values: &[(&str, Arg)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return self.english.as_ref().map_or_else(|| key.to_owned(), |english| english.with(key, values));
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(
                *name,
                match value {
                    Arg::Count(count) => FluentValue::from(*count),
                    Arg::Text(text) => FluentValue::from(text.as_str()),
                },
            );
        }
        let mut missing = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut missing).into_owned()
    }

    /// Returns a number of bytes in units of 1000, as file managers show it: `746.7 MB`, in Finnish `746,7 Mt`.
    pub fn size(&self, bytes: u64) -> String {
        numbers::size(self.lang, bytes)
    }

    /// Returns a size with its certainty: `12.0 MB`, `at least 12.0 MB` or `known after closing`. What was not counted
    /// is never shown as 0.
    pub fn amount(&self, size: Size) -> String {
        match size.certainty {
            Certainty::Exact => self.size(size.bytes),
            Certainty::AtLeast => self.with("size-at-least", &[("size", self.size(size.bytes).into())]),
            Certainty::Unknown => self.text("size-unknown"),
        }
    }

    /// Returns a number with separated thousands.
    pub fn count(&self, count: u64) -> String {
        numbers::count(self.lang, count)
    }

    /// Returns the local date and time of a Unix second: `2026-11-24 14:05` in every language.
    pub fn moment(&self, at: i64) -> String {
        numbers::moment(at)
    }

    /// Returns the local time of day of a Unix second.
    pub fn time(&self, now: i64) -> String {
        numbers::time(self.lang, now)
    }

    /// Returns the local date of a Unix second.
    pub fn date(&self, moment: i64) -> String {
        numbers::date(moment)
    }
}
