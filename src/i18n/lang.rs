//! The languages: their locales, names and texts.

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Finnish.
    Fi,
    /// Swedish.
    Sv,
}

impl Lang {
    /// All languages, in the order in which a switch shows them.
    pub const ALL: [Self; 3] = [Self::En, Self::Fi, Self::Sv];

    /// Returns the language of a locale such as `fi_FI.UTF-8`, or English for any other language.
    pub fn of(locale: Option<&str>) -> Self {
        let language = locale.unwrap_or_default().split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(language)).unwrap_or_default()
    }

    /// Returns the two letters of the language's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fi => "fi",
            Self::Sv => "sv",
        }
    }

    /// Returns the language's name in that language.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fi => "Suomi",
            Self::Sv => "Svenska",
        }
    }

    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../assets/i18n/en.ftl"),
            Self::Fi => include_str!("../../assets/i18n/fi.ftl"),
            Self::Sv => include_str!("../../assets/i18n/sv.ftl"),
        }
    }

    pub(super) fn id(self) -> LanguageIdentifier {
        // A code of two letters always parses. The default, "und", would only have no plural forms.
        self.code().parse().unwrap_or_default()
    }
}
