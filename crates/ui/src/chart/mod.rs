//! What was used over time, drawn by the server: [`Bars`] for months and counts, [`Steps`] for levels day by day, [`spark`]
//! for a line in a table.
//!
//! A drawing is for the eye: everything in it stands in a table beside it, which is for everybody. Colour is never alone:
//! overage carries its number, days at capacity a mark of their own under the axis, limits a dashed line. Widths and heights
//! are SVG attributes; colours come from the style sheet and so follow the theme, and print.

mod bars;
mod scale;
mod spark;
mod steps;
#[cfg(test)]
mod tests;

pub use bars::{Bar, Bars};
pub use spark::spark;
pub use steps::{StepDay, Steps, day_month};

use maud::{Markup, Render, html};

use crate::{Lang, number};
use scale::Scale;

/// Width of every drawing, in its own units; on screen it is as wide as its place.
const WIDTH: f64 = 1088.0;
/// The right end of the plot.
const RIGHT: f64 = WIDTH - 12.0;
/// The upper end of the plot: room for a number above the highest bar.
const TOP: f64 = 24.0;
/// The lower end of the plot, where the axis is.
const BOTTOM: f64 = 184.0;
/// The line of the labels under the axis.
const LABELS: f64 = 203.0;
/// The whole height.
const HEIGHT: f64 = 214.0;
/// About how wide a character of a label is.
const CHARACTER: f64 = 6.4;

/// One decimal is a tenth of a pixel: finer than anybody sees.
fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), ToOwned::to_owned)
}

/// About how wide a label is.
fn wide(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// Where values stand between axis and top, and the lines that say so.
struct Plot {
    lang: Lang,
    scale: Scale,
    /// The left end of the plot: room for the widest number before it.
    left: f64,
}

impl Plot {
    fn new(lang: Lang, highest: u64) -> Plot {
        let scale = Scale::reaching(highest);
        let widest = scale.lines().map(|line| wide(&number(lang, line))).fold(0.0, f64::max);
        Plot { lang, scale, left: (widest + 14.0).max(30.0) }
    }

    fn width(&self) -> f64 {
        RIGHT - self.left
    }

    /// The height at which a value stands.
    fn y(&self, value: u64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value as f64 / self.scale.top() as f64
    }

    /// The axis, and a faint line for every step, each with its number.
    fn lines(&self) -> Markup {
        html! {
            @for value in self.scale.lines() {
                @let y = self.y(value);
                line class=(if value == 0 { "axis" } else { "grid" })
                    x1=(px(self.left)) x2=(px(RIGHT)) y1=(px(y)) y2=(px(y)) {}
                text.end x=(px(self.left - 8.0)) y=(px(y + 4.0)) { (number(self.lang, value)) }
            }
        }
    }
}

impl Plot {
    /// The numbers of the lines once more, at the right end: a narrow screen shows that end first, without the axis.
    fn again(&self) -> Markup {
        html! {
            @for value in self.scale.lines().skip(1) {
                text class="again end halo" x=(px(RIGHT)) y=(px(self.y(value) - 3.0)) { (number(self.lang, value)) }
            }
        }
    }
}

/// What stands around a drawing, whatever is drawn.
struct Frame {
    /// Unique on the page.
    id: String,
    /// Names the drawing.
    title: String,
    /// Says in a sentence what it shows.
    description: String,
}

/// The drawing with its title and its sentence for readers, and the legend above it.
fn figure(frame: &Frame, legend: &[(&str, String)], inside: impl Render) -> Markup {
    let Frame { id, title, description } = frame;
    html! {
        figure.drawing {
            @if legend.len() > 1 {
                ul.legend aria-hidden="true" {
                    @for (kind, words) in legend { li { (key(kind)) (words) } }
                }
            }
            div.scroll.latest {
                svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
                    aria-labelledby={ (id) "-title " (id) "-words" } {
                    title id={ (id) "-title" } { (title) }
                    desc id={ (id) "-words" } { (description) }
                    (inside)
                }
            }
        }
    }
}

/// The mark of a legend's line: the same shape as in the drawing.
fn key(kind: &str) -> Markup {
    html! {
        svg class={ "key " (kind) } viewBox="0 0 10 10" {
            @match kind {
                "limit" => path d="M0 5H3M4 5H7M8 5H10" {},
                "level" => path d="M0 8V4H4V6H10V8" {},
                "full" => rect y="6" width="10" height="4" {},
                "next" => rect x=".5" y=".5" width="9" height="9" rx="2" {},
                _ => rect width="10" height="10" rx="2" {},
            }
        }
    }
}
