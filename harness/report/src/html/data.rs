//! Data for the script: JSON that can't end its element, packed where it is large.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::page::PageError;

/// From so many bytes on JSON is packed.
const LARGE: usize = 64 << 10;

/// A block of data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Block {
    /// By what the script finds it.
    pub(super) id: String,
    /// `plain` or `gzip-base64`.
    pub(super) encoding: &'static str,
    /// What stands in the element; no `<` is in it.
    pub(super) text: String,
}

/// `data` as a block.
pub(super) fn block(id: String, data: &impl Serialize) -> Result<Block, PageError> {
    let json = serde_json::to_string(data)?;
    if json.len() < LARGE {
        // Within JSON these stand in strings only.
        let text = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        return Ok(Block { id, encoding: "plain", text });
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(8));
    encoder.write_all(json.as_bytes())?;
    let text = BASE64_STANDARD.encode(encoder.finish()?);
    Ok(Block { id, encoding: "gzip-base64", text })
}
