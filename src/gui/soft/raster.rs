//! Draws egui's tessellated shapes, pixel by pixel.
//!
//! Colours are premultiplied and blended in gamma space, like in egui's own painters. Corners are rounded to 1/256 of a
//! pixel and edges follow the top-left rule, so that two triangles never draw their common edge twice, which would show
//! as a seam in half-transparent shapes. Callbacks are not drawn; this window has none.

#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the inner loops; every index is clamped to the picture or the texture before it is used"
)]

use std::collections::BTreeMap;

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex};
use egui::{Color32, Rect, TextureId, TexturesDelta};

use crate::gui::theme;

/// Subpixel units in a pixel.
const PART: i64 = 256;

/// A software-rendered image, and the textures used in it.
#[derive(Default)]
pub struct Raster {
    textures: BTreeMap<TextureId, Texture>,
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raster").field("width", &self.width).field("height", &self.height).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

/// The rectangle to draw in: columns and rows, `right` and `bottom` excluded.
struct Clip {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

impl Raster {
    /// Adds new textures and updates parts of known ones.
    pub fn set_textures(&mut self, delta: &TexturesDelta) {
        let mut ids: Vec<TextureId> = delta.set.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let texture = self.textures.entry(id).or_default();
            delta.set.get(&id).into_iter().flatten().for_each(|part| texture.take(part));
        }
    }

    /// Frees textures; call it after painting.
    pub fn free_textures(&mut self, delta: &TexturesDelta) {
        self.textures.retain(|id, _| !delta.free.contains(id));
    }

    /// Draws over a plain background. Returns the pixels, row by row, all opaque.
    pub fn paint(
        &mut self,
        size: [usize; 2],
        background: Color32,
        scene: &[ClippedPrimitive],
        scale: f32,
    ) -> &[Color32] {
        [self.width, self.height] = size;
        self.pixels.clear();
        self.pixels.resize(self.width * self.height, background);
        for one in scene {
            if let Primitive::Mesh(mesh) = &one.primitive {
                self.mesh(mesh, &self.clip(one.clip_rect, scale), scale);
            }
        }
        &self.pixels
    }

    fn clip(&self, rect: Rect, scale: f32) -> Clip {
        let whole = |points: f32, end: usize| ((points * scale).round() as i64).clamp(0, end as i64);
        Clip {
            left: whole(rect.min.x, self.width),
            top: whole(rect.min.y, self.height),
            right: whole(rect.max.x, self.width),
            bottom: whole(rect.max.y, self.height),
        }
    }

    fn mesh(&mut self, mesh: &Mesh, clip: &Clip, scale: f32) {
        let Some(texture) = self.textures.get(&mesh.texture_id) else { return };
        let mut canvas = Canvas { width: self.width, pixels: &mut self.pixels };
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |at: usize| mesh.vertices.get(corners[at] as usize);
            if let (Some(a), Some(b), Some(c)) = (corner(0), corner(1), corner(2)) {
                canvas.triangle([a, b, c], texture, clip, scale);
            }
        }
    }
}

impl Texture {
    fn take(&mut self, part: &ImageDelta) {
        let ImageData::Color(image) = &part.image;
        let [width, height] = image.size;
        let Some([left, top]) = part.pos else {
            *self = Self { width, height, pixels: image.pixels.clone() };
            return;
        };
        for (row, colours) in image.pixels.chunks_exact(width.max(1)).enumerate() {
            let start = (top + row) * self.width + left;
            if let Some(old) = self.pixels.get_mut(start..start + width) {
                old.copy_from_slice(colours);
            }
        }
    }

    fn pixel(&self, x: i64, y: i64) -> [f32; 4] {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        self.pixels.get(y * self.width + x).copied().unwrap_or_default().to_array().map(f32::from)
    }

    /// Returns the bilinear mix of the four nearest pixels.
    fn read(&self, u: f32, v: f32) -> [f32; 4] {
        let (x, y) = (u * self.width as f32 - 0.5, v * self.height as f32 - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let mix = |a: [f32; 4], b: [f32; 4], part: f32| std::array::from_fn(|at| a[at] + (b[at] - a[at]) * part);
        let above = mix(self.pixel(left, top), self.pixel(left + 1, top), fx);
        let below = mix(self.pixel(left, top + 1), self.pixel(left + 1, top + 1), fx);
        mix(above, below, fy)
    }
}

struct Canvas<'p> {
    width: usize,
    pixels: &'p mut [Color32],
}

/// A value that changes linearly over a triangle.
struct Slope {
    at_origin: f32,
    per_column: f32,
    per_row: f32,
}

impl Slope {
    fn at(&self, x: f32, y: f32) -> f32 {
        self.at_origin + self.per_column * x + self.per_row * y
    }
}

impl Canvas<'_> {
    fn triangle(&mut self, mut corners: [&Vertex; 3], texture: &Texture, clip: &Clip, scale: f32) {
        let fixed = |vertex: &Vertex| {
            let part = |points: f32| (points * scale * PART as f32).round() as i64;
            (part(vertex.pos.x), part(vertex.pos.y))
        };
        let [a, mut b, mut c] = corners.map(fixed);
        let mut area = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
        if area == 0 {
            return;
        }
        if area < 0 {
            (b, c) = (c, b);
            corners.swap(1, 2);
            area = -area;
        }
        let ys = [a.1, b.1, c.1];
        let first = (ys.iter().min().copied().unwrap_or(0).div_euclid(PART)).max(clip.top);
        let last = (ys.iter().max().copied().unwrap_or(0).div_euclid(PART) + 1).min(clip.bottom);
        let edges = [edge(a, b), edge(b, c), edge(c, a)];
        let brush = Brush::new(corners, [a, b, c], area, texture);
        for row in first..last {
            let (mut left, mut right) = (clip.left, clip.right);
            for (per_column, per_row, start) in edges {
                // Where the row enters and leaves this edge, in whole columns; exact, because all is integer.
                let here = start + per_row * row;
                match per_column.signum() {
                    1 => left = left.max(-here.div_euclid(per_column)),
                    -1 => right = right.min(here.div_euclid(-per_column) + 1),
                    _ if here < 0 => right = left,
                    _ => {}
                }
            }
            if left < right {
                let start = row as usize * self.width;
                let span = &mut self.pixels[start + left as usize..start + right as usize];
                brush.fill(span, left as f32 + 0.5, row as f32 + 0.5);
            }
        }
    }
}

/// Returns an edge function of column and row at pixel centres: zero or more on the inner side.
fn edge(from: (i64, i64), to: (i64, i64)) -> (i64, i64, i64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let half = PART / 2;
    let start = dx * (half - from.1) - dy * (half - from.0);
    let is_top_or_left = dy < 0 || (dy == 0 && dx > 0);
    (-dy * PART, dx * PART, start - i64::from(!is_top_or_left))
}

enum Brush<'t> {
    Plain([f32; 4]),
    Shaded { colour: [Slope; 4], uv: [Slope; 2], texture: &'t Texture, is_one_texel: bool },
}

impl<'t> Brush<'t> {
    fn new(corners: [&Vertex; 3], places: [(i64, i64); 3], area: i64, texture: &'t Texture) -> Self {
        let [a, b, c] = corners;
        let is_one_texel = a.uv == b.uv && a.uv == c.uv;
        if is_one_texel && a.color == b.color && a.color == c.color {
            return Self::Plain(tinted(a.color.to_array().map(f32::from), texture.read(a.uv.x, a.uv.y)));
        }
        let place = places.map(|(x, y)| (x as f32 / PART as f32, y as f32 / PART as f32));
        let area = area as f32 / (PART * PART) as f32;
        let slope = |value: [f32; 3]| {
            let (db, dc) = (value[1] - value[0], value[2] - value[0]);
            let (bx, by) = (place[1].0 - place[0].0, place[1].1 - place[0].1);
            let (cx, cy) = (place[2].0 - place[0].0, place[2].1 - place[0].1);
            let per_column = (db * cy - dc * by) / area;
            let per_row = (dc * bx - db * cx) / area;
            Slope { at_origin: value[0] - per_column * place[0].0 - per_row * place[0].1, per_column, per_row }
        };
        let colours = corners.map(|corner| corner.color.to_array().map(f32::from));
        Self::Shaded {
            colour: std::array::from_fn(|at| slope(colours.map(|colour| colour[at]))),
            uv: [slope(corners.map(|corner| corner.uv.x)), slope(corners.map(|corner| corner.uv.y))],
            texture,
            is_one_texel,
        }
    }

    fn fill(&self, span: &mut [Color32], x: f32, y: f32) {
        match self {
            Self::Plain(colour) if colour[3] >= 255.0 => span.fill(opaque(*colour)),
            Self::Plain(colour) => span.iter_mut().for_each(|pixel| *pixel = over(*colour, *pixel)),
            Self::Shaded { colour, uv, texture, is_one_texel } => {
                let texel = texture.read(uv[0].at(x, y), uv[1].at(x, y));
                for (column, pixel) in span.iter_mut().enumerate() {
                    let x = x + column as f32;
                    let texel = if *is_one_texel { texel } else { texture.read(uv[0].at(x, y), uv[1].at(x, y)) };
                    let colour = std::array::from_fn(|at| colour[at].at(x, y).clamp(0.0, 255.0));
                    *pixel = over(tinted(colour, texel), *pixel);
                }
            }
        }
    }
}

fn tinted(colour: [f32; 4], texel: [f32; 4]) -> [f32; 4] {
    std::array::from_fn(|at| colour[at] * texel[at] / 255.0)
}

fn opaque([r, g, b, _]: [f32; 4]) -> Color32 {
    let byte = |value: f32| (value + 0.5) as u8;
    theme::pixel(byte(r), byte(g), byte(b))
}

fn over(colour: [f32; 4], below: Color32) -> Color32 {
    let through = 1.0 - colour[3] / 255.0;
    let below = below.to_array();
    opaque(std::array::from_fn(|at| (colour[at] + f32::from(below[at]) * through).min(255.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::ColorImage;
    use egui::{Pos2, Vec2};

    fn raster() -> Raster {
        let mut raster = Raster::default();
        let white = ImageDelta::full(ColorImage::filled([1, 1], Color32::WHITE), egui::TextureOptions::LINEAR);
        let mut delta = TexturesDelta::default();
        delta.push(TextureId::default(), white);
        raster.set_textures(&delta);
        delta.clear();
        raster
    }

    fn scene(mesh: Mesh) -> Vec<ClippedPrimitive> {
        let clip_rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(100.0));
        vec![ClippedPrimitive { clip_rect, primitive: Primitive::Mesh(mesh) }]
    }

    fn rect(from: [f32; 2], to: [f32; 2], colour: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(from.into(), to.into()), colour);
        mesh
    }

    #[test]
    fn a_rectangle_fills_its_pixels_and_no_others() {
        let mut raster = raster();
        let pixels = raster.paint([10, 8], Color32::BLACK, &scene(rect([2.0, 1.0], [7.0, 5.0], Color32::WHITE)), 1.0);
        for (at, pixel) in pixels.iter().enumerate() {
            let inside = (2..7).contains(&(at % 10)) && (1..5).contains(&(at / 10));
            assert_eq!(*pixel, if inside { Color32::WHITE } else { Color32::BLACK }, "{} {}", at % 10, at / 10);
        }
    }

    #[test]
    fn an_edge_that_two_triangles_share_is_drawn_once() {
        let half = Color32::BLACK.gamma_multiply(0.5);
        let mut raster = raster();
        let pixels = raster.paint([40, 40], Color32::WHITE, &scene(rect([0.0, 0.0], [40.0, 40.0], half)), 1.0);
        let first = pixels[0];
        assert!(pixels.iter().all(|pixel| *pixel == first), "the diagonal shows");
        assert!((126..=128).contains(&first.r()), "{first:?}");
    }

    #[test]
    fn a_scale_makes_it_larger_and_a_clip_cuts_it() {
        let mut raster = raster();
        let mut scene = scene(rect([1.0, 1.0], [4.0, 4.0], Color32::WHITE));
        scene[0].clip_rect = Rect::from_min_max(Pos2::ZERO, Pos2::new(3.0, 100.0));
        let pixels = raster.paint([12, 12], Color32::BLACK, &scene, 2.0);
        let drawn = pixels.iter().filter(|pixel| **pixel == Color32::WHITE).count();
        assert_eq!(drawn, 4 * 6);
    }

    #[test]
    fn a_part_of_a_texture_is_put_in_its_place() {
        let mut texture = Texture::default();
        texture.take(&ImageDelta::full(ColorImage::filled([3, 2], Color32::BLACK), egui::TextureOptions::LINEAR));
        let one = ColorImage::filled([1, 1], Color32::WHITE);
        texture.take(&ImageDelta::partial([1, 1], one, egui::TextureOptions::LINEAR));
        let white = texture.pixels.iter().position(|pixel| *pixel == Color32::WHITE);
        assert_eq!(white, Some(4));
    }
}
