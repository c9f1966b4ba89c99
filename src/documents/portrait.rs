//! Pictures drawn from a name: the same name, the same picture. A head and shoulders for a person, a target for an ICP, a dial
//! for a score; in two colours and their tints, so that nobody's skin is anybody's guess.

mod person;

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

/// What is told apart at first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which of [`PALETTES`].
    pub palette: usize,
    hair: usize,
}

impl Look {
    pub fn colours(self) -> Palette {
        PALETTES[self.palette]
    }

    /// As the name alone would have it.
    fn of(name: &str) -> Look {
        let Dice(hash, _) = Dice::new(name);
        Look { palette: hash[0] as usize % PALETTES.len(), hair: hash[31] as usize % person::HAIRS }
    }
}

/// The look of a name behind others: no colours and no hair twice before all have been used.
pub fn look<'a>(before: impl IntoIterator<Item = &'a str>, name: &str) -> Look {
    let (mut colours, mut hairs) = ([0; PALETTES.len()], [0; person::HAIRS]);
    let mut next = |name: &str| {
        let wanted = Look::of(name);
        Look { palette: least_used(&mut colours, wanted.palette), hair: least_used(&mut hairs, wanted.hair) }
    };
    before.into_iter().for_each(|name| {
        next(name);
    });
    next(name)
}

/// The first from there on that has been used as little as any.
fn least_used(used: &mut [usize], wanted: usize) -> usize {
    let least = used.iter().min().copied().unwrap_or(0);
    let places = (0..used.len()).map(|i| (wanted + i) % used.len());
    let place = places.into_iter().find(|&i| used[i] == least).unwrap_or(wanted);
    used[place] += 1;
    place
}

/// An SVG of 200 × 200 units; `label` is what a screen reader says.
pub fn portrait(name: &str, look: Look, subject: Subject, label: &str) -> String {
    let colours = look.colours();
    let mut dice = Dice::new(name);
    let mut body = String::new();
    let ground = |body: &mut String, fill| {
        let _ = write!(body, r#"<rect width="200" height="200" fill="{fill}"/>"#);
    };
    match subject {
        Subject::Person => {
            let c = person::Colours::new(colours, look.hair, dice.roll(3));
            ground(&mut body, c.ground);
            person::person(&mut body, c, look.hair, &mut dice);
        }
        Subject::Target | Subject::Dial => ground(&mut body, colours.tint),
    }
    match subject {
        Subject::Person => {}
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
    fn nobody_looks_like_their_neighbour() {
        let names: Vec<String> = (0..8).map(|i| format!("Persona {i}")).collect();
        let looks: Vec<Look> =
            (0..8).map(|i| look(names[..i].iter().map(String::as_str), &names[i])).collect();
        for (i, one) in looks.iter().enumerate() {
            assert!(looks[..i].iter().all(|other| other.palette != one.palette && other.hair != one.hair));
        }
        assert_eq!(looks[0], Look::of("Persona 0"));
    }

    #[test]
    fn the_same_name_is_the_same_picture() {
        let draw = |name| portrait(name, Look::of(name), Subject::Person, name);
        assert_eq!(draw("Sarah Johnson"), draw("Sarah Johnson"));
        assert_ne!(draw("Sarah Johnson"), draw("王欣怡"));
        assert!(portrait("a", Look::of("a"), Subject::Dial, "<b>").contains("&lt;b&gt;"));
    }
}
