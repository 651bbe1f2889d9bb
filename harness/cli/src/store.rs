//! Where records are kept: in the repository, or in a folder.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use paceline_baseline::{FolderStore, GitStore, Store};
use paceline_git::Repository;

use crate::exit::Problem;

/// Folder of the records at the top of a repository, or beside the suite outside of one.
const BASELINES: &str = "baselines";

/// Which store to use.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct StoreArguments {
    /// Where records are kept [default: `git` in a repository, `folder` outside of one and with
    /// --baselines]
    #[arg(long, global = true, value_name = "STORE", env = "PACELINE_STORE")]
    pub(crate) store: Option<StoreKind>,
    /// Folder of the stored records [default: `baselines` at the top of the repository]
    #[arg(long, global = true, value_name = "FOLDER", env = "PACELINE_BASELINES")]
    pub(crate) baselines: Option<PathBuf>,
}

/// Kinds of stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreKind {
    /// On the reference `refs/paceline/records` of the repository.
    Git,
    /// In a folder.
    Folder,
}

/// The store that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The repository with this working tree.
    Git(PathBuf),
    /// This folder.
    Folder(PathBuf),
}

impl Place {
    /// The store that the arguments name, for what lies in `directory`.
    pub(crate) fn choose(
        arguments: &StoreArguments,
        repository: Option<&Repository>,
        directory: &Path,
    ) -> Result<Self, Problem> {
        let root = repository.map(Repository::root);
        let default = match (root, &arguments.baselines) {
            (Some(_), None) => StoreKind::Git,
            (None, _) | (_, Some(_)) => StoreKind::Folder,
        };
        match (arguments.store.unwrap_or(default), root) {
            (StoreKind::Git, Some(root)) => Ok(Self::Git(root.to_owned())),
            (StoreKind::Git, None) => Err(Problem::Input(format!(
                "`--store git` keeps records in a repository, and `{}` is in none; use \
                 `--store folder`",
                directory.display()
            ))),
            (StoreKind::Folder, _) => {
                let default = || root.unwrap_or(directory).join(BASELINES);
                Ok(Self::Folder(arguments.baselines.clone().unwrap_or_else(default)))
            }
        }
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Result<Box<dyn Store>, Problem> {
        Ok(match self {
            Self::Git(root) => Box::new(GitStore::open(root)?),
            Self::Folder(folder) => Box::new(FolderStore::new(folder)),
        })
    }

    /// Opens it for sharing, which only git does.
    pub(crate) fn shared(&self) -> Result<GitStore, Problem> {
        match self {
            Self::Git(root) => Ok(GitStore::open(root)?),
            Self::Folder(folder) => Err(Problem::Input(format!(
                "`{}` is a folder, which is shared as folders are; `--store git` is shared with a \
                 remote",
                folder.display()
            ))),
        }
    }

    /// How others get what was saved or dropped, as the end of a sentence.
    pub(crate) fn how_to_share(&self) -> &'static str {
        match self {
            Self::Git(_) => "; share that with `paceline baseline push`",
            Self::Folder(_) => "",
        }
    }

    /// The folder with the records, where they lie in one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Git(_) => None,
            Self::Folder(folder) => Some(folder),
        }
    }
}
