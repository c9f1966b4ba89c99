//! Pictures drawn from a name: the same name, the same picture. A head and shoulders for a person, a target for an ICP, a dial
//! for a score; in two colours and their tints, so that nobody's skin is anybody's guess.

use super::charts::{escape, number};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What a picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Person,
    Target,
    Dial,
}

/// The colours of a name: of the page and of its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// On paper: dark enough for text.
    pub accent: &'static str,
    /// On a dark screen.
    pub accent_dark: &'static str,
    tint: &'static str,
    light: &'static str,
    ink: &'static str,
}

pub const PALETTES: &[Palette] = &[
    palette(["#a1452c", "#ec9a7f", "#f3ddd2", "#fbf1ea", "#3a211a"]),
    palette(["#4b6630", "#a9c786", "#dfe7cf", "#f3f6ea", "#25301b"]),
    palette(["#2c5a86", "#8fbbe3", "#d5e2ee", "#eef4f9", "#18293a"]),
    palette(["#7a3b68", "#d99ac7", "#ecd9e6", "#f8eff5", "#331b2c"]),
    palette(["#1d6762", "#7cc8c0", "#cfe5e1", "#ebf5f3", "#12302d"]),
    palette(["#85600f", "#dcb968", "#f0e3c3", "#faf4e4", "#35290f"]),
    palette(["#524d8f", "#b1abec", "#dedcf0", "#f2f1fa", "#221f3d"]),
    palette(["#97364f", "#e892a8", "#f2d6dd", "#fbeff2", "#371822"]),
];

const fn palette([accent, accent_dark, tint, light, ink]: [&'static str; 5]) -> Palette {
    Palette { accent, accent_dark, tint, light, ink }
}

/// Choices, one after the other, from a name.
struct Dice([u8; 32], usize);

impl Dice {
    fn new(name: &str) -> Self {
        Dice(Sha256::digest(name.as_bytes()).into(), 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        let roll = self.0[self.1 % 32] as usize % sides;
        self.1 += 1;
        roll
    }
}

/// Which of [`PALETTES`] a name has.
pub fn palette_index(name: &str) -> usize {
    Dice::new(name).0[0] as usize % PALETTES.len()
}

pub fn palette_of(name: &str) -> Palette {
    PALETTES[palette_index(name)]
}

/// An SVG of 200 × 200 units; `label` is what a screen reader says.
pub fn portrait(name: &str, subject: Subject, label: &str) -> String {
    let colours = palette_of(name);
    let mut dice = Dice::new(name);
    let mut body = String::new();
    let _ = write!(body, r#"<rect width="200" height="200" fill="{}"/>"#, colours.tint);
    match subject {
        Subject::Person => person(&mut body, colours, &mut dice),
        Subject::Target => target(&mut body, colours, &mut dice),
        Subject::Dial => dial(&mut body, colours, &mut dice),
    }
    let label = escape(label);
    format!(
        r#"<svg class="picture" role="img" aria-label="{label}" viewBox="0 0 200 200" preserveAspectRatio="xMidYMid slice" xmlns="http://www.w3.org/2000/svg">{body}</svg>"#
    )
}

fn path(body: &mut String, fill: &str, d: &str) {
    let _ = write!(body, r#"<path fill="{fill}" d="{d}"/>"#);
}

fn circle(body: &mut String, fill: &str, (x, y): (f64, f64), r: f64) {
    let _ =
        write!(body, r#"<circle fill="{fill}" cx="{}" cy="{}" r="{}"/>"#, number(x), number(y), number(r));
}

fn ring(body: &mut String, stroke: &str, (x, y): (f64, f64), r: f64, width: f64) {
    let (x, y, r, width) = (number(x), number(y), number(r), number(width));
    let _ = write!(
        body,
        r#"<circle fill="none" stroke="{stroke}" stroke-width="{width}" cx="{x}" cy="{y}" r="{r}"/>"#
    );
}

fn person(body: &mut String, c: Palette, dice: &mut Dice) {
    background(body, c, dice.roll(4));
    let hair = dice.roll(7);
    hair_behind(body, c, hair);
    path(body, c.accent, "M22 200C24 158 58 143 100 143s76 15 78 57z");
    path(body, c.light, "M86 112h28v34c0 9-6 15-14 15s-14-6-14-15z");
    // The shade of the chin keeps head and neck apart.
    path(body, c.tint, "M86 122h28v9c-8 6-20 6-28 0z");
    collar(body, c, dice.roll(4));
    path(body, c.light, "M66 82c0-27 13-42 34-42s34 15 34 42c0 27-14 50-34 50S66 109 66 82z");
    ears(body, c);
    hair_in_front(body, c, hair);
    face(body, c, dice.roll(3));
}

fn background(body: &mut String, c: Palette, kind: usize) {
    match kind {
        0 => circle(body, c.light, (142.0, 62.0), 74.0),
        1 => path(body, c.light, "M0 200V96L200 20v180z"),
        2 => {
            for row in 0..5 {
                for column in 0..5 {
                    let at = (20.0 + 40.0 * f64::from(column), 20.0 + 40.0 * f64::from(row));
                    circle(body, c.light, at, 5.0);
                }
            }
        }
        _ => {
            ring(body, c.light, (100.0, 90.0), 84.0, 12.0);
            ring(body, c.light, (100.0, 90.0), 62.0, 6.0);
        }
    }
}

fn hair_behind(body: &mut String, c: Palette, kind: usize) {
    match kind {
        1 => path(body, c.ink, "M56 90c0-36 18-58 44-58s44 22 44 58v28c0 14-8 22-20 22H76c-12 0-20-8-20-22z"),
        2 => circle(body, c.ink, (100.0, 30.0), 19.0),
        4 => path(body, c.ink, "M54 92c0-38 18-60 46-60s46 22 46 60c0 30 10 44 12 74H42c2-30 12-44 12-74z"),
        _ => {}
    }
}

fn hair_in_front(body: &mut String, c: Palette, kind: usize) {
    match kind {
        0 => path(
            body,
            c.ink,
            "M63 84c-4-32 12-52 38-52 28 0 40 18 36 52-3-14-8-22-16-26-14 4-36 4-46-2-7 6-10 14-12 28z",
        ),
        1 => path(
            body,
            c.ink,
            "M64 86c0-32 12-48 36-48s36 16 36 48c-6-8-10-16-12-24-16 8-34 8-46 0-4 8-8 16-14 24z",
        ),
        2 => path(body, c.ink, "M64 80c0-28 14-42 36-42s36 14 36 42c-8-16-20-22-36-22s-28 6-36 22z"),
        3 => {
            let curls = [
                (66, 66),
                (72, 48),
                (88, 37),
                (106, 35),
                (123, 42),
                (133, 58),
                (136, 74),
                (64, 82),
                (98, 48),
            ];
            for (x, y) in curls {
                circle(body, c.ink, (f64::from(x), f64::from(y)), 14.0);
            }
        }
        4 => path(body, c.ink, "M64 92c-2-34 12-52 36-52s38 18 36 52c-4-18-14-30-36-38-18 8-30 18-36 38z"),
        5 => path(
            body,
            c.ink,
            "M62 74c2-26 16-40 40-40 22 0 36 14 36 40-10-10-22-14-34-14-16 0-30 4-42 14zM58 74h62c14 0 26 2 34 8-10 0-20-1-30-1H58z",
        ),
        _ => {
            path(body, c.ink, "M64 82c0-30 14-46 38-46 22 0 34 14 34 40-12-4-24-12-30-22-8 14-24 24-42 28z");
            path(
                body,
                c.ink,
                "M68 96c2 26 14 42 32 42s30-16 32-42c-4 10-10 14-18 14-6-6-22-6-28 0-8 0-14-4-18-14z",
            );
        }
    }
}

fn ears(body: &mut String, c: Palette) {
    circle(body, c.light, (65.0, 90.0), 7.5);
    circle(body, c.light, (135.0, 90.0), 7.5);
}

fn collar(body: &mut String, c: Palette, kind: usize) {
    match kind {
        0 => path(body, c.light, "M80 146l20 34 20-34-6-3H86z"),
        1 => path(body, c.ink, "M78 145l22 20-14 16-14-32zM122 145l-22 20 14 16 14-32z"),
        2 => path(body, c.ink, "M84 134h32v18c0 5-7 8-16 8s-16-3-16-8z"),
        _ => path(body, c.tint, "M78 145c4 14 12 20 22 20s18-6 22-20l6 2c-4 18-14 26-28 26s-24-8-28-26z"),
    }
}

fn face(body: &mut String, c: Palette, kind: usize) {
    circle(body, c.ink, (86.0, 88.0), 3.0);
    circle(body, c.ink, (114.0, 88.0), 3.0);
    let _ = write!(
        body,
        r#"<path fill="none" stroke="{}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="M101 92l-4 13h6M91 116c6 4 12 4 18 0"/>"#,
        c.ink
    );
    if kind == 0 {
        ring(body, c.ink, (86.0, 89.0), 11.0, 2.6);
        ring(body, c.ink, (114.0, 89.0), 11.0, 2.6);
        path(body, c.ink, "M97 87h6v2.6h-6z");
    }
}

fn target(body: &mut String, c: Palette, dice: &mut Dice) {
    let at = [(100.0, 100.0), (120.0, 84.0), (84.0, 116.0)][dice.roll(3)];
    let fills = [c.light, c.tint, c.light, c.accent];
    for (r, fill) in [96.0, 72.0, 48.0, 24.0].into_iter().zip(fills) {
        circle(body, fill, at, r);
    }
    let angle = dice.roll(12) as f64 / 12.0 * std::f64::consts::TAU;
    for (i, radius) in [60.0, 84.0, 36.0].into_iter().enumerate() {
        let turn = angle + i as f64 * 2.2;
        let dot = (at.0 + radius * turn.cos(), at.1 + radius * turn.sin());
        circle(body, if i == 0 { c.ink } else { c.accent }, dot, 8.0);
    }
}

fn dial(body: &mut String, c: Palette, dice: &mut Dice) {
    let ticks = 11;
    for i in 0..ticks {
        let angle = std::f64::consts::PI * (1.0 + f64::from(i) / f64::from(ticks - 1));
        let at = |r: f64| (100.0 + r * angle.cos(), 136.0 + r * angle.sin());
        let (from, to) = (at(70.0), at(86.0));
        let _ = write!(
            body,
            r#"<path stroke="{}" stroke-width="7" stroke-linecap="round" d="M{} {}L{} {}"/>"#,
            if i < 7 { c.accent } else { c.light },
            number(from.0),
            number(from.1),
            number(to.0),
            number(to.1)
        );
    }
    let angle = std::f64::consts::PI * (1.2 + 0.6 * dice.roll(7) as f64 / 6.0);
    let (x, y) = (100.0 + 56.0 * angle.cos(), 136.0 + 56.0 * angle.sin());
    let _ = write!(
        body,
        r#"<path stroke="{}" stroke-width="6" stroke-linecap="round" d="M100 136L{} {}"/>"#,
        c.ink,
        number(x),
        number(y)
    );
    circle(body, c.ink, (100.0, 136.0), 11.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_the_same_picture() {
        let draw = |name| portrait(name, Subject::Person, name);
        assert_eq!(draw("Sarah Johnson"), draw("Sarah Johnson"));
        assert_ne!(draw("Sarah Johnson"), draw("王欣怡"));
        assert!(portrait("a", Subject::Dial, "<b>").contains("&lt;b&gt;"));
    }
}
