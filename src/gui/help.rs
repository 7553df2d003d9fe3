//! The cards of the help page, read from a data file that each organisation can replace.
//!
//! The file holds all text; this module only parses it. It also says which lines of the sign-in guidance each card
//! covers, so that a test can find lines without a card.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::i18n::Lang;

/// What an organisation tells people who cannot sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// The version of the file format.
    pub schema: u32,
    /// The organisation's name.
    pub organisation: String,
    /// The help desk's number.
    pub phone: String,
    /// The help desk's e-mail address.
    pub mail: String,
    /// The cards, in the order in which they are shown.
    pub card: Vec<Card>,
}

/// One card of the help page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The icon.
    pub sign: CardIcon,
    /// The lines of the guidance that it covers.
    pub covers: BTreeSet<GuidanceLine>,
    /// The English text.
    pub en: CardText,
    /// The Finnish text.
    pub fi: CardText,
    /// The Swedish text.
    pub sv: CardText,
}

/// The text of a card in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardText {
    /// The heading, a few words.
    pub title: String,
    /// One to three sentences.
    pub text: String,
}

impl Card {
    /// Returns the text in a language.
    pub const fn text(&self, lang: Lang) -> &CardText {
        match lang {
            Lang::En => &self.en,
            Lang::Fi => &self.fi,
            Lang::Sv => &self.sv,
        }
    }
}

/// The icon of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum CardIcon {
    Leave,
    Clean,
    Account,
    Window,
    Mail,
    List,
    Lock,
    Person,
    Clock,
    Key,
    Network,
    Phone,
}

/// A line of the organisation's sign-in guidance, which the built-in help must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuidanceLine {
    /// Log out of the services you use.
    LogOut,
    /// Clear the browser's cache and history.
    Clear,
    /// Close the browser.
    Close,
    /// Another Microsoft sign-in overrides the university's.
    OtherAccount,
    /// Clear your cookies.
    ClearCookies,
    /// Try another browser or a private window.
    OtherBrowser,
    /// The user name is the e-mail address.
    UserName,
    /// What to choose in the HAKA list of organisations.
    Haka,
    /// Multifactor authentication must be set up.
    Multifactor,
    /// The account must be activated first.
    Activate,
    /// "Not entitled": try the next day, then ask the help desk.
    NotEntitled,
    /// Forgotten password.
    Password,
    /// Expired password.
    ExpiredPassword,
    /// The VPN choice in the login window.
    Vpn,
    /// Where the list of services is.
    Services,
    /// How to reach the help desk.
    Helpdesk,
}

impl GuidanceLine {
    /// Every line.
    pub const ALL: [Self; 16] = [
        Self::LogOut,
        Self::Clear,
        Self::Close,
        Self::OtherAccount,
        Self::ClearCookies,
        Self::OtherBrowser,
        Self::UserName,
        Self::Haka,
        Self::Multifactor,
        Self::Activate,
        Self::NotEntitled,
        Self::Password,
        Self::ExpiredPassword,
        Self::Vpn,
        Self::Services,
        Self::Helpdesk,
    ];
}

impl Help {
    /// Reads a help file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Returns the built-in help. Empty if it does not parse, which a test rules out.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../assets/help/tuni.toml")).unwrap_or_default()
    }

    /// Returns the lines of the guidance that no card covers.
    pub fn uncovered(&self) -> BTreeSet<GuidanceLine> {
        let covered: BTreeSet<GuidanceLine> = self.card.iter().flat_map(|card| card.covers.iter().copied()).collect();
        GuidanceLine::ALL.into_iter().filter(|line| !covered.contains(line)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::print_stdout, reason = "the list is for whoever reads the test's output")]
    fn every_line_of_the_guidance_has_a_card() {
        let help = Help::parse(include_str!("../../assets/help/tuni.toml")).expect("it parses");
        assert_eq!(help.schema, 1);
        assert_eq!(help.uncovered(), BTreeSet::new(), "these lines have no card");
        for card in &help.card {
            println!("{:<50} {:?}", card.en.title, card.covers);
        }
    }

    #[test]
    fn every_card_says_something_in_every_language() {
        for card in Help::builtin().card {
            let all: BTreeSet<String> = Lang::ALL.into_iter().map(|lang| card.text(lang).text.clone()).collect();
            assert_eq!(all.len(), Lang::ALL.len(), "{:?} is not translated", card.en.title);
            for words in Lang::ALL.map(|lang| card.text(lang)) {
                assert!(!words.title.is_empty() && !words.text.is_empty(), "{words:?}");
            }
        }
    }

    #[test]
    fn the_help_desk_is_named_in_every_language() {
        let help = Help::builtin();
        let desk = help.card.iter().find(|card| card.covers.contains(&GuidanceLine::Helpdesk)).expect("a card for it");
        for lang in Lang::ALL {
            assert!(desk.text(lang).text.contains(&help.phone) && desk.text(lang).text.contains(&help.mail));
        }
    }

    #[test]
    fn a_card_without_a_language_is_refused() {
        let text = "schema = 1\norganisation = \"x\"\nphone = \"1\"\nmail = \"m\"\n[[card]]\nsign = \"key\"\ncovers = []\n\
                    [card.en]\ntitle = \"t\"\ntext = \"x\"\n";
        assert!(Help::parse(text).is_err());
    }
}
