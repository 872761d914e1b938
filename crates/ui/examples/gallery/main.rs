//! Writes every component into static pages, to be looked at:
//!
//! ```text
//! cargo run -p licentia-ui --example gallery -- OUTDIR
//! ```
//!
//! The addresses of style sheet and script begin with `/assets/`, so the folder wants to be served at
//! the root of some small web server. Each page is written in every language, light, dark and as the
//! system says: `licences.en.html`, `licences.sv.dark.html`.

mod pages;

use std::path::Path;

use licentia_ui::{Lang, Theme, asset};
use pages::{PAGES, file, frame};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("assets"))?;
    for address in [asset::style_sheet(), asset::script(), asset::favicon()] {
        if let Some(found) = asset::asset(address) {
            std::fs::write(folder.join(address.trim_start_matches('/')), found.bytes)?;
        }
    }
    for lang in Lang::ALL {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            for (name, page) in PAGES {
                let frame = frame(*lang, theme, name);
                std::fs::write(folder.join(file(name, *lang, theme)), page(&frame).0)?;
            }
        }
    }
    let missing = licentia_ui::missing_texts();
    assert!(missing.is_empty(), "texts are missing: {missing:?}");
    Ok(())
}
