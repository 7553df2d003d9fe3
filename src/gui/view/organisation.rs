//! Whose computer this is, where a policy says so: the organisation's name and picture.

use egui::{ColorImage, Id, Image, TextureHandle, TextureOptions, Ui};

use super::parts;
use crate::gui::model::Model;
use crate::gui::organisation::Picture;
use crate::i18n::Tr;

/// How high the picture is shown.
const HEIGHT: f32 = 32.0;
/// How wide at most.
const WIDTH: f32 = 160.0;

/// Shows name and picture; nothing where no policy gives one.
pub(super) fn show(model: &Model, tr: &Tr, ui: &mut Ui) {
    let name = model.rules.organisation.as_deref();
    let words = name.map(|name| tr.with("win-managed", &[("name", name.into())]));
    if words.is_none() && model.picture.is_none() {
        return;
    }
    ui.horizontal(|ui| {
        if let Some(picture) = &model.picture {
            let said = name.map_or_else(|| tr.text("policy"), str::to_owned);
            let texture = texture(ui, picture);
            let size = texture.size_vec2();
            let shown = size * (HEIGHT / size.y).min(WIDTH / size.x);
            ui.add(Image::new((texture.id(), size)).fit_to_exact_size(shown).alt_text(said));
            ui.add_space(4.0);
        }
        if let Some(words) = words {
            parts::weak(ui, &words);
        }
    });
}

/// The picture is given to the graphics once and kept there.
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
