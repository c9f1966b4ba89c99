//! Head and shoulders: hair, clothes and what people wear, each drawn by the dice of a name.

use super::{Dice, Palette, circle, path, ring};
use std::fmt::Write;

/// Kinds of hair.
pub const HAIRS: usize = 11;
const BALD: usize = 7;
const AFRO: usize = 10;
const BUN: usize = 2;

/// Who is dark on light or light on dark is a matter of the ground alone.
#[derive(Debug, Clone, Copy)]
pub struct Colours {
    pub ground: &'static str,
    /// What is drawn on the ground.
    pattern: &'static str,
    skin: &'static str,
    /// Under the chin.
    shade: &'static str,
    clothes: &'static str,
    light: &'static str,
    tint: &'static str,
    ink: &'static str,
}

impl Colours {
    pub fn new(c: Palette, hair: usize, kind: usize) -> Colours {
        // A head without hair stands out from a dark ground only.
        let kind = if hair == BALD { 2 } else { kind };
        let (ground, pattern, skin, shade, clothes) = match kind {
            0 => (c.tint, c.accent_dark, c.light, c.tint, c.accent),
            1 => (c.light, c.accent_dark, c.tint, c.accent_dark, c.accent),
            _ => (c.accent_dark, c.tint, c.light, c.tint, c.accent),
        };
        Colours { ground, pattern, skin, shade, clothes, light: c.light, tint: c.tint, ink: c.ink }
    }
}

pub fn person(body: &mut String, c: Colours, hair: usize, dice: &mut Dice) {
    // Faint, or a face would be lost on it.
    body.push_str(r#"<g fill-opacity=".35" stroke-opacity=".35">"#);
    background(body, c, dice.roll(5));
    body.push_str("</g>");
    hair_behind(body, c, hair);
    path(body, c.clothes, "M22 200C24 158 58 143 100 143s76 15 78 57z");
    path(body, c.skin, "M86 112h28v34c0 9-6 15-14 15s-14-6-14-15z");
    // The shade of the chin keeps head and neck apart.
    path(body, c.shade, "M86 122h28v9c-8 6-20 6-28 0z");
    collar(body, c, dice.roll(5));
    path(body, c.skin, "M66 82c0-27 13-42 34-42s34 15 34 42c0 27-14 50-34 50S66 109 66 82z");
    ears(body, c);
    hair_in_front(body, c, hair);
    if [0, 3, BALD].contains(&hair) && dice.roll(3) == 0 {
        beard(body, c);
    }
    face(body, c, dice.roll(6));
    match dice.roll(7) {
        0 if ![BUN, AFRO].contains(&hair) => beanie(body, c),
        1 if ![BUN, AFRO].contains(&hair) => headphones(body, c),
        2 | 3 if [1, 2, 4, 8, 9, AFRO].contains(&hair) => earrings(body, c),
        _ => {}
    }
}

fn beard(body: &mut String, c: Colours) {
    let d = "M68 96c2 26 14 42 32 42s30-16 32-42c-4 10-10 14-18 14-6-6-22-6-28 0-8 0-14-4-18-14z";
    path(body, c.ink, d);
}

fn beanie(body: &mut String, c: Colours) {
    path(body, c.clothes, "M62 70c0-28 14-44 38-44s38 16 38 44z");
    path(body, c.tint, "M60 60h80c3 0 4 2 4 4v8c0 2-1 4-4 4H60c-3 0-4-2-4-4v-8c0-2 1-4 4-4z");
}

fn headphones(body: &mut String, c: Colours) {
    let _ = write!(
        body,
        r#"<path fill="none" stroke="{}" stroke-width="6" d="M62 88c0-36 14-56 38-56s38 20 38 56"/>"#,
        c.clothes
    );
    path(body, c.clothes, "M56 80h8c3 0 4 2 4 4v16c0 2-1 4-4 4h-4c-5 0-8-4-8-9v-6c0-5 2-9 4-9z");
    path(body, c.clothes, "M144 80h-8c-3 0-4 2-4 4v16c0 2 1 4 4 4h4c5 0 8-4 8-9v-6c0-5-2-9-4-9z");
}

fn earrings(body: &mut String, c: Colours) {
    circle(body, c.clothes, (64.0, 103.0), 4.0);
    circle(body, c.clothes, (136.0, 103.0), 4.0);
}

fn background(body: &mut String, c: Colours, kind: usize) {
    match kind {
        0 => circle(body, c.pattern, (142.0, 62.0), 74.0),
        1 => path(body, c.pattern, "M0 200V96L200 20v180z"),
        2 => {
            for row in 0..5 {
                for column in 0..5 {
                    let at = (20.0 + 40.0 * f64::from(column), 20.0 + 40.0 * f64::from(row));
                    circle(body, c.pattern, at, 5.0);
                }
            }
        }
        3 => {
            for stripe in 0..4 {
                let x = -60 + 60 * stripe;
                path(body, c.pattern, &format!("M{x} 200L{} 0h24L{} 200z", x + 90, x + 24));
            }
        }
        _ => {
            ring(body, c.pattern, (100.0, 90.0), 84.0, 12.0);
            ring(body, c.pattern, (100.0, 90.0), 62.0, 6.0);
        }
    }
}

fn hair_behind(body: &mut String, c: Colours, kind: usize) {
    match kind {
        1 => path(body, c.ink, "M56 90c0-36 18-58 44-58s44 22 44 58v28c0 14-8 22-20 22H76c-12 0-20-8-20-22z"),
        2 => circle(body, c.ink, (100.0, 30.0), 19.0),
        8 => path(body, c.ink, "M56 92c0-38 18-58 44-58s44 20 44 58v26c0 4-3 6-7 6H63c-4 0-7-2-7-6z"),
        9 => path(body, c.ink, "M120 52c26 2 38 18 36 44-1 18 6 28-4 46-8-6-14-16-14-34 0-22-6-38-18-56z"),
        AFRO => circle(body, c.ink, (100.0, 76.0), 54.0),
        4 => path(body, c.ink, "M54 92c0-38 18-60 46-60s46 22 46 60c0 30 10 44 12 74H42c2-30 12-44 12-74z"),
        _ => {}
    }
}

fn hair_in_front(body: &mut String, c: Colours, kind: usize) {
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
        4 => path(body, c.ink, "M64 92c-2-36 12-54 36-54s38 18 36 54c-4-18-14-30-36-38-18 8-30 18-36 38z"),
        5 => path(
            body,
            c.ink,
            "M62 74c2-26 16-40 40-40 22 0 36 14 36 40-10-10-22-14-34-14-16 0-30 4-42 14zM58 74h62c14 0 26 2 34 8-10 0-20-1-30-1H58z",
        ),
        6 => path(body, c.ink, "M64 82c0-30 14-46 38-46 22 0 34 14 34 40-12-4-24-12-30-22-8 14-24 24-42 28z"),
        BALD => {}
        8 => path(body, c.ink, "M63 88c-2-32 12-50 37-50s39 18 37 50c-4-4-6-8-7-12H70c-1 4-3 8-7 12z"),
        9 => path(body, c.ink, "M64 84c-2-30 12-48 36-48s38 18 36 48c-6-16-20-26-40-28-14 6-26 14-32 28z"),
        _ => path(body, c.ink, "M64 82c-2-30 12-46 36-46s38 16 36 46c-8-14-20-20-36-20s-28 6-36 20z"),
    }
}

fn ears(body: &mut String, c: Colours) {
    circle(body, c.skin, (65.0, 90.0), 7.5);
    circle(body, c.skin, (135.0, 90.0), 7.5);
}

fn collar(body: &mut String, c: Colours, kind: usize) {
    match kind {
        0 => path(body, c.light, "M80 146l20 34 20-34-6-3H86z"),
        1 => path(body, c.ink, "M78 145l22 20-14 16-14-32zM122 145l-22 20 14 16 14-32z"),
        2 => path(body, c.ink, "M84 134h32v18c0 5-7 8-16 8s-16-3-16-8z"),
        3 => path(body, c.light, "M84 147l16 16 16-16 8 3-24 26-24-26zM97 174h6v26h-6z"),
        _ => path(body, c.tint, "M78 145c4 14 12 20 22 20s18-6 22-20l6 2c-4 18-14 26-28 26s-24-8-28-26z"),
    }
}

fn face(body: &mut String, c: Colours, kind: usize) {
    circle(body, c.ink, (86.0, 88.0), 3.0);
    circle(body, c.ink, (114.0, 88.0), 3.0);
    let _ = write!(
        body,
        r#"<path fill="none" stroke="{}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="M101 92l-4 13h6M91 116c6 4 12 4 18 0"/>"#,
        c.ink
    );
    match kind {
        0 => {
            ring(body, c.ink, (86.0, 89.0), 11.0, 2.6);
            ring(body, c.ink, (114.0, 89.0), 11.0, 2.6);
            path(body, c.ink, "M97 87h6v2.6h-6z");
        }
        1 => {
            let frame = "M74 80h23v16c0 2-1 3-3 3H77c-2 0-3-1-3-3zM103 80h23v16c0 2-1 3-3 3h-17c-2 0-3-1-3-3zM97 85h6";
            let _ = write!(
                body,
                r#"<path fill="none" stroke="{}" stroke-width="2.6" stroke-linejoin="round" d="{frame}"/>"#,
                c.ink
            );
        }
        // Eyebrows.
        2 | 3 => path(
            body,
            c.ink,
            "M78 77c4-4 12-4 15-1l-1 3c-4-2-9-2-13 1zM122 77c-4-4-12-4-15-1l1 3c4-2 9-2 13 1z",
        ),
        _ => {}
    }
}
