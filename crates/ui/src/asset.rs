//! Style sheet, script and favicon, under addresses that change with their content.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// What a server sends for one address below `/assets/`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Cache-Control`: for ever, because another content has another address.
    pub cache_control: &'static str,
    /// The body.
    pub bytes: &'static [u8],
}

/// `Content-Security-Policy` of every page: own style sheet, script, images and forms, nothing else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

struct Known {
    path: String,
    asset: Asset,
}

static ASSETS: LazyLock<[Known; 3]> = LazyLock::new(|| {
    [
        known("css", "text/css; charset=utf-8", include_bytes!("../assets/licentia.css")),
        known("js", "text/javascript; charset=utf-8", include_bytes!("../assets/licentia.js")),
        known("svg", "image/svg+xml", include_bytes!("../assets/licentia.svg")),
    ]
});

fn known(end: &str, content_type: &'static str, bytes: &'static [u8]) -> Known {
    let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let cache_control = "public, max-age=31536000, immutable";
    Known {
        path: format!("/assets/licentia.{hash}.{end}"),
        asset: Asset { content_type, cache_control, bytes },
    }
}

/// The style sheet's address.
#[must_use]
pub fn style_sheet() -> &'static str {
    &ASSETS[0].path
}

/// The script's address.
#[must_use]
pub fn script() -> &'static str {
    &ASSETS[1].path
}

/// The favicon's address.
#[must_use]
pub fn favicon() -> &'static str {
    &ASSETS[2].path
}

/// What to send for `path` (with its leading `/assets/`); `None` is 404.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    ASSETS.iter().find(|known| known.path == path).map(|known| known.asset)
}
