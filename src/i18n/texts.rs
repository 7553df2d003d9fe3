//! Texts of one language: a key and values go in, text comes out. A missing text is never a failure: English stands in.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::lang::Lang;
use super::numbers;
use crate::model::{Certainty, Size};

/// A value that a text has a place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number, which also decides between singular and plural.
    Count(u64),
    /// Text, put in as it is.
    Text(String),
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
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// One language's texts.
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
    /// Returns the texts for a locale such as `sv_FI.UTF-8`; English where there are none.
    pub fn new(locale: Option<&str>) -> Self {
        Self::of(Lang::of(locale))
    }

    /// Returns the texts of a language.
    pub fn of(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.id()]);
        // The marks that keep a left-to-right value apart in a right-to-left text would end up in copied reports.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => numbers::english,
            Lang::Fi | Lang::Sv => numbers::nordic,
        }));
        // What parses is used; a test sees to it that all of it does.
        let resource = FluentResource::try_new(lang.source().to_owned()).unwrap_or_else(|(rest, _mistakes)| rest);
        drop(bundle.add_resource(resource));
        let english = (lang != Lang::En).then(|| Box::new(Self::of(Lang::En)));
        Self { lang, bundle, english }
    }

    /// Returns which language this is.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns a text without places for values.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a text with these values in their places.
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

    /// Returns bytes in units of 1000, as file managers show them: `746.7 MB`, in Finnish `746,7 Mt`.
    pub fn size(&self, bytes: u64) -> String {
        numbers::size(self.lang, bytes)
    }

    /// Returns a size with how sure it is: `at least 12.0 MB`, `known after closing`; never 0 for what was not counted.
    pub fn amount(&self, size: Size) -> String {
        match size.certainty {
            Certainty::Exact => self.size(size.bytes),
            Certainty::AtLeast => self.with("size-at-least", &[("size", self.size(size.bytes).into())]),
            Certainty::Unknown => self.text("size-unknown"),
        }
    }

    /// Returns a number with its thousands apart.
    pub fn count(&self, count: u64) -> String {
        numbers::count(self.lang, count)
    }

    /// Returns day and time in this computer's time zone, from seconds since 1970: `2026-11-24 14:05` in every language.
    pub fn moment(&self, at: i64) -> String {
        numbers::moment(at)
    }

    /// Returns the time of day in this computer's time zone, from seconds since 1970.
    pub fn time(&self, now: i64) -> String {
        numbers::time(self.lang, now)
    }

    /// Returns the date in this computer's time zone, from seconds since 1970.
    pub fn date(&self, moment: i64) -> String {
        numbers::date(moment)
    }
}
