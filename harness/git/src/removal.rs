//! Readies folders to be removed, whatever a build left in them.

use std::fs;
use std::path::Path;

/// Builds leave folders that can't be written, such as Go's module cache.
pub(crate) fn make_removable(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if !metadata.is_dir() {
            continue;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = metadata.permissions().mode();
            if mode & 0o700 != 0o700 {
                let permissions = fs::Permissions::from_mode(mode | 0o700);
                drop(fs::set_permissions(entry.path(), permissions));
            }
        }
        make_removable(&entry.path());
    }
}
