//! The icons, drawn as a few lines each in a square of 24 units, because the text font has none.

use egui::{Color32, Painter, Pos2, Rect, Sense, Stroke, Ui, Vec2, pos2};

use crate::gui::theme::Tokens;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Tick,
    Warning,
    Cross,
    Info,
    Lock,
    Globe,
    Clock,
    Right,
    Down,
    Back,
    Help,
    Settings,
    Search,
    Key,
    Shield,
    Phone,
    Person,
    People,
    Mail,
    List,
    Window,
}

enum Piece {
    Line(&'static [[f32; 2]]),
    Ring([f32; 2], f32),
    Dot([f32; 2], f32),
    /// Centre, radius, and start and end in degrees, clockwise from the right.
    Arc([f32; 2], f32, f32, f32),
}

use Piece::{Arc, Dot, Line, Ring};

const fn pieces(icon: Icon) -> &'static [Piece] {
    match icon {
        Icon::Tick => &[Line(&[[5.0, 12.8], [9.8, 17.4], [19.0, 7.4]])],
        Icon::Warning => &[
            Line(&[[12.0, 3.6], [21.4, 20.0], [2.6, 20.0], [12.0, 3.6]]),
            Line(&[[12.0, 9.6], [12.0, 13.8]]),
            Dot([12.0, 16.9], 1.3),
        ],
        Icon::Cross => &[Line(&[[6.5, 6.5], [17.5, 17.5]]), Line(&[[17.5, 6.5], [6.5, 17.5]])],
        Icon::Info => &[Ring([12.0, 12.0], 9.0), Line(&[[12.0, 11.2], [12.0, 16.4]]), Dot([12.0, 7.8], 1.3)],
        Icon::Lock => &[
            Line(&[[5.5, 11.0], [18.5, 11.0], [18.5, 20.0], [5.5, 20.0], [5.5, 11.0]]),
            Arc([12.0, 8.0], 4.0, 180.0, 360.0),
            Line(&[[8.0, 8.0], [8.0, 11.0]]),
            Line(&[[16.0, 8.0], [16.0, 11.0]]),
        ],
        Icon::Globe => &[
            Ring([12.0, 12.0], 9.0),
            Line(&[[3.0, 12.0], [21.0, 12.0]]),
            Arc([5.2, 12.0], 11.3, -53.0, 53.0),
            Arc([18.8, 12.0], 11.3, 127.0, 233.0),
        ],
        Icon::Clock => &[Ring([12.0, 12.0], 9.0), Line(&[[12.0, 6.6], [12.0, 12.0], [15.8, 14.2]])],
        Icon::Right => &[Line(&[[9.5, 5.5], [16.0, 12.0], [9.5, 18.5]])],
        Icon::Down => &[Line(&[[5.5, 9.0], [12.0, 15.5], [18.5, 9.0]])],
        Icon::Back => &[Line(&[[14.5, 5.5], [8.0, 12.0], [14.5, 18.5]])],
        Icon::Help => &[
            Ring([12.0, 12.0], 9.0),
            Arc([12.0, 9.9], 2.7, 180.0, 405.0),
            Line(&[[13.9, 11.8], [12.0, 13.6]]),
            Dot([12.0, 16.8], 1.3),
        ],
        Icon::Settings => &[
            Line(&[[3.0, 7.5], [11.6, 7.5]]),
            Line(&[[18.4, 7.5], [21.0, 7.5]]),
            Ring([15.0, 7.5], 2.9),
            Line(&[[3.0, 16.5], [5.6, 16.5]]),
            Line(&[[12.4, 16.5], [21.0, 16.5]]),
            Ring([9.0, 16.5], 2.9),
        ],
        Icon::Search => &[Ring([10.5, 10.5], 6.5), Line(&[[15.4, 15.4], [20.4, 20.4]])],
        Icon::Key => &[
            Ring([7.8, 15.8], 4.2),
            Line(&[[10.9, 12.7], [20.0, 3.8]]),
            Line(&[[15.4, 8.3], [18.6, 11.4]]),
            Line(&[[18.4, 5.4], [20.8, 7.8]]),
        ],
        Icon::Shield => &[
            Line(&[
                [12.0, 2.8],
                [19.6, 5.6],
                [19.6, 11.6],
                [18.4, 15.6],
                [15.8, 18.8],
                [12.0, 21.2],
                [8.2, 18.8],
                [5.6, 15.6],
                [4.4, 11.6],
                [4.4, 5.6],
                [12.0, 2.8],
            ]),
            Line(&[[8.4, 11.8], [11.2, 14.4], [15.8, 9.2]]),
        ],
        Icon::Phone => &[
            Line(&[[7.0, 2.8], [17.0, 2.8], [17.0, 21.2], [7.0, 21.2], [7.0, 2.8]]),
            Line(&[[10.8, 18.0], [13.2, 18.0]]),
        ],
        Icon::Person => &[Ring([12.0, 8.0], 4.4), Arc([12.0, 21.0], 7.6, 190.0, 350.0)],
        Icon::People => &[
            Ring([9.0, 8.0], 3.8),
            Arc([9.0, 20.6], 6.6, 190.0, 350.0),
            Arc([16.0, 8.0], 3.8, -90.0, 80.0),
            Arc([15.4, 20.6], 6.6, 285.0, 350.0),
        ],
        Icon::Mail => &[
            Line(&[[3.0, 5.4], [21.0, 5.4], [21.0, 18.6], [3.0, 18.6], [3.0, 5.4]]),
            Line(&[[3.6, 6.2], [12.0, 13.0], [20.4, 6.2]]),
        ],
        Icon::List => &[
            Line(&[[9.0, 6.0], [20.5, 6.0]]),
            Line(&[[9.0, 12.0], [20.5, 12.0]]),
            Line(&[[9.0, 18.0], [20.5, 18.0]]),
            Dot([4.6, 6.0], 1.4),
            Dot([4.6, 12.0], 1.4),
            Dot([4.6, 18.0], 1.4),
        ],
        Icon::Window => &[
            Line(&[[3.0, 4.6], [21.0, 4.6], [21.0, 19.4], [3.0, 19.4], [3.0, 4.6]]),
            Line(&[[3.0, 9.2], [21.0, 9.2]]),
            Dot([6.2, 6.9], 0.9),
            Dot([9.0, 6.9], 0.9),
        ],
    }
}

/// Draws an icon into a rectangle. Lines have round ends.
pub(super) fn paint(painter: &Painter, icon: Icon, square: Rect, colour: Color32) {
    let unit = square.width() / 24.0;
    let stroke = Stroke::new((unit * 2.0).max(1.4), colour);
    let place = |[x, y]: [f32; 2]| square.min + Vec2::new(x, y) * unit;
    let line = |points: Vec<Pos2>| {
        for point in &points {
            painter.circle_filled(*point, stroke.width / 2.0, colour);
        }
        painter.line(points, stroke);
    };
    for piece in pieces(icon) {
        match piece {
            Line(points) => line(points.iter().copied().map(place).collect()),
            Ring(centre, radius) => drop(painter.circle_stroke(place(*centre), radius * unit, stroke)),
            Dot(centre, radius) => drop(painter.circle_filled(place(*centre), radius * unit, colour)),
            Arc(centre, radius, from, to) => line(arc(place(*centre), radius * unit, *from, *to)),
        }
    }
}

/// Returns points on an arc.
pub(super) fn arc(centre: Pos2, radius: f32, from: f32, to: f32) -> Vec<Pos2> {
    const STEPS: u8 = 16;
    let point = |step: u8| {
        let angle = (from + (to - from) * f32::from(step) / f32::from(STEPS)).to_radians();
        centre + radius * Vec2::angled(angle)
    };
    (0..=STEPS).map(point).collect()
}

/// Allocates room for an icon and draws it.
pub(super) fn icon(ui: &mut Ui, icon: Icon, size: f32, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    paint(ui.painter(), icon, rect, colour);
}

/// Allocates room for an icon in a circle and draws both.
pub(super) fn badge(ui: &mut Ui, icon: Icon, size: f32, (colour, background): (Color32, Color32), tokens: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    ui.painter().circle(rect.center(), size / 2.0, background, Stroke::new(tokens.stroke - 1.0, colour));
    paint(ui.painter(), icon, Rect::from_center_size(rect.center(), Vec2::splat(size * 0.54)), colour);
}

/// Draws the logo: a window with a tick.
pub(super) fn mark(ui: &mut Ui, size: f32, tokens: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let unit = size / 512.0;
    let place = |x: f32, y: f32| rect.min + Vec2::new(x, y) * unit;
    let painter = ui.painter();
    painter.rect_filled(rect, size * 0.22, tokens.accent);
    painter.rect_filled(Rect::from_two_pos(place(96.0, 120.0), place(416.0, 392.0)), size * 0.08, tokens.on_accent);
    painter.hline(
        place(96.0, 0.0).x..=place(416.0, 0.0).x,
        place(0.0, 186.0).y,
        Stroke::new(unit * 22.0, tokens.accent),
    );
    let tick = Rect::from_center_size(pos2(place(256.0, 0.0).x, place(0.0, 296.0).y), Vec2::splat(unit * 232.0));
    paint(painter, Icon::Tick, tick, tokens.accent);
}
