//! The help page: a card for each problem with signing in, and the help desk's contact.

use egui::Ui;

use super::icons::Icon;
use super::{controls, header, parts};
use crate::gui::help::{CardIcon, Help};
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
        let words = card.text(tr.lang());
        parts::card(ui, |ui| {
            parts::badged(ui, icon(card.sign), |ui| {
                parts::subheading(ui, &words.title);
                parts::text(ui, &words.text);
                if card.sign == CardIcon::Phone {
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

const fn icon(sign: CardIcon) -> Icon {
    match sign {
        CardIcon::Leave => Icon::Shield,
        CardIcon::Clean => Icon::Tick,
        CardIcon::Account => Icon::People,
        CardIcon::Window => Icon::Window,
        CardIcon::Mail => Icon::Mail,
        CardIcon::List => Icon::List,
        CardIcon::Lock => Icon::Lock,
        CardIcon::Person => Icon::Person,
        CardIcon::Clock => Icon::Clock,
        CardIcon::Key => Icon::Key,
        CardIcon::Network => Icon::Globe,
        CardIcon::Phone => Icon::Phone,
    }
}
