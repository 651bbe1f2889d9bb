//! The files that a profiled process left in its folder, as far as they are to be read.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use paceline_model::Traces;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 256 << 20;
/// Most files that are looked at: a shell's children may leave one each.
const MOST_FILES: usize = 256;

/// Reads all plain files of `folder`.
pub(super) fn read(folder: &Path) -> io::Result<Traces> {
    let mut traces = Traces::default();
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.into_iter().take(MOST_FILES) {
        // A link could lead anywhere.
        if !entry.file_type()?.is_file() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        File::open(entry.path())?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            traces.too_large.push(name);
        } else {
            traces.files.insert(name, bytes);
        }
    }
    Ok(traces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_files_are_read_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("counts.json"), "{}").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        let traces = read(folder.path()).unwrap();
        assert_eq!(traces.files.into_keys().collect::<Vec<_>>(), ["counts.json"]);
        assert!(traces.too_large.is_empty());
    }
}
