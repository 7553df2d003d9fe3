//! The organisation's name and picture, if a policy sets them.

use egui::{Align, Color32, ColorImage, FontId, Id, Image, TextureHandle, TextureOptions, Ui};

use super::parts;
use crate::gui::model::Model;
use crate::gui::organisation::Picture;
use crate::gui::theme;
use crate::i18n::Tr;

/// Height of the picture.
const HEIGHT: f32 = 32.0;
/// Largest width of the picture.
const WIDTH: f32 = 160.0;

/// Shows name and picture; nothing if neither is set.
pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui) {
    beside(model, tr, ui, Align::Min);
}

/// Shows the same, centred.
pub(super) fn centred(model: &Model, tr: &Tr, ui: &mut Ui) {
    beside(model, tr, ui, Align::Center);
}

fn beside(model: &Model, tr: &Tr, ui: &mut Ui, align: Align) {
    let name = model.rules.organisation.as_deref();
    let words = name.map(|name| tr.with("win-managed", &[("name", name.into())]));
    if words.is_none() && model.picture.is_none() {
        return;
    }
    let picture = model.picture.as_ref().map(|picture| texture(ui, picture)).map(|texture| {
        let size = texture.size_vec2();
        (texture, size, size * (HEIGHT / size.y).min(WIDTH / size.x))
    });
    ui.horizontal(|ui| {
        if align == Align::Center {
            let gap = 4.0 + ui.spacing().item_spacing.x;
            let font = FontId::proportional(theme::BODY);
            let line = |words: &String| ui.painter().layout_no_wrap(words.clone(), font, Color32::PLACEHOLDER).size().x;
            let width = picture.as_ref().map_or(0.0, |(_, _, shown)| shown.x + gap) + words.as_ref().map_or(0.0, line);
            ui.add_space(((ui.available_width() - width) / 2.0).max(0.0));
        }
        if let Some((texture, size, shown)) = picture {
            let said = name.map_or_else(|| tr.text("policy"), str::to_owned);
            ui.add(Image::new((texture.id(), size)).fit_to_exact_size(shown).alt_text(said));
            ui.add_space(4.0);
        }
        if let Some(words) = words {
            parts::weak(ui, &words);
        }
    });
}

/// Returns the picture's texture; it is uploaded once and cached.
fn texture(ui: &Ui, picture: &Picture) -> TextureHandle {
    let name = Id::unique("organisation");
    if let Some(known) = ui.ctx().data(|data| data.get_temp::<TextureHandle>(name)) {
        return known;
    }
    let size = [picture.width as usize, picture.height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &picture.points);
    let texture = ui.ctx().load_texture("organisation", image, TextureOptions::LINEAR);
    ui.ctx().data_mut(|data| data.insert_temp(name, texture.clone()));
    texture
}
