//! The help page: a card for each problem with signing in, and the help desk's contact.

use egui::Ui;

use super::icons::Icon;
use super::{controls, header, parts};
use crate::gui::help::{Help, Sign};
use crate::gui::model::Model;
use crate::gui::msg::Msg;
use crate::gui::theme;
use crate::i18n::Tr;

pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    header::back(tr, ui, out);
    parts::heading(ui, &tr.text("help"));
    let help = &model.help;
    parts::weak(ui, &help.organisation);
    ui.add_space(theme::GAP);
    for card in &help.card {
        let words = card.words(tr.lang());
        parts::card(ui, |ui| {
            parts::badged(ui, icon(card.sign), |ui| {
                parts::subheading(ui, &words.title);
                parts::text(ui, &words.text);
                if card.sign == Sign::Phone {
                    contact(model, help, tr, ui, out);
                }
            });
        });
        ui.add_space(theme::NEAR);
    }
}

/// Buttons that copy the help desk's phone number and address.
fn contact(model: &Model, help: &Help, tr: &Tr, ui: &mut Ui, out: &mut Vec<Msg>) {
    ui.horizontal_wrapped(|ui| {
        for words in [&help.phone, &help.mail] {
            let is_copied = model.copied.as_ref() == Some(words);
            let key = if is_copied { "help-copied" } else { "help-copy" };
            if controls::button(ui, &tr.with(key, &[("what", words.as_str().into())])).clicked() {
                out.push(Msg::Copy(words.clone()));
            }
        }
    });
}

const fn icon(sign: Sign) -> Icon {
    match sign {
        Sign::Leave => Icon::Shield,
        Sign::Clean => Icon::Tick,
        Sign::Account => Icon::People,
        Sign::Window => Icon::Window,
        Sign::Mail => Icon::Mail,
        Sign::List => Icon::List,
        Sign::Lock => Icon::Lock,
        Sign::Person => Icon::Person,
        Sign::Clock => Icon::Clock,
        Sign::Key => Icon::Key,
        Sign::Network => Icon::Globe,
        Sign::Phone => Icon::Phone,
    }
}
