//! A line as high as a row of a table.

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 112.0;
const HEIGHT: f64 = 22.0;
/// Room for half a stroke at both ends.
const EDGE: f64 = 2.0;

/// How values went, oldest first, under the line of their limit. The same numbers stand in the row, so readers pass it by.
#[must_use]
pub fn spark(values: &[u64], limit: Option<u64>) -> Markup {
    let highest = values.iter().copied().max().unwrap_or(0).max(limit.unwrap_or(0)).max(1);
    let y = |value: u64| HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * value as f64 / highest as f64;
    let step = WIDTH / values.len().max(1) as f64;
    let mut line = String::new();
    for (at, value) in values.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| values[before]);
        if before == Some(*value) {
            continue;
        }
        let x = px(step * at as f64);
        line += &if at == 0 { format!("M{x} {}", px(y(*value))) } else { format!("H{x}V{}", px(y(*value))) };
    }
    if !values.is_empty() {
        line += &format!("H{}", px(WIDTH));
    }
    html! {
        svg.chart.spark viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } aria-hidden="true" {
            @if let Some(limit) = limit {
                line.limit x1="0" x2=(WIDTH) y1=(px(y(limit))) y2=(px(y(limit))) {}
            }
            path.curve d=(line) {}
        }
    }
}
