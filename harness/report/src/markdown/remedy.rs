//! What a reader can do about a comparison, as Markdown to copy from.

use super::document::Document;
use super::escape::block;
use crate::view::{ComparisonView, Remedy};

/// Where something is worse: how to see that again, and how to live with it.
pub(super) fn open(document: &mut Document, view: &ComparisonView) {
    let Remedy { command, trailers } = &view.remedy;
    let what = match (command.is_empty(), trailers.is_empty()) {
        _ if !view.is_worse() => return,
        (true, true) => return,
        (false, false) => "Reproduce it, or accept it",
        (true, false) => "Accept it",
        (false, true) => "Reproduce it",
    };
    document.fold(what, |document| {
        reproduce(document, command);
        if !trailers.is_empty() {
            document.push("To live with it, say why in the last lines of a commit message:\n\n");
            document.push(&format!("{}\n", block(trailers)));
        }
    });
}

/// Where nothing is worse: how to see the same again.
pub(super) fn folded(document: &mut Document, view: &ComparisonView) {
    if !view.is_worse() {
        document.push("\n");
        reproduce(document, &view.remedy.command);
    }
}

fn reproduce(document: &mut Document, command: &String) {
    if !command.is_empty() {
        document.push("To see it again, at the top of the repository, with head checked out:\n\n");
        document.push(&format!("{}\n", block(std::slice::from_ref(command))));
    }
}
