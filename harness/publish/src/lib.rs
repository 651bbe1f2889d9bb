//! Finished text to the comment of a pull request, a check run, a commit status, and the files of a
//! step. Knows the host; formats no number and decides no verdict: whatever goes wrong here, the
//! verdict stays what it is.
//!
//! The one place with asynchronous code, on one thread, behind functions that are not.

mod annotation;
mod check;
mod client;
mod comment;
mod event;
mod place;
mod proxies;
mod publisher;
mod random;
mod section;
mod settings;
mod step;
mod surroundings;
mod token;

pub use annotation::Annotation;
pub use client::Timing;
pub use event::{Event, EventError, PullRequestOf};
pub use proxies::Proxies;
pub use publisher::{Message, Outcome, publish};
pub use section::Section;
pub use settings::{CommentWhen, Mark, Settings};
pub use step::{StepError, append_outputs, append_summary, notice, remark_on_line};
pub use surroundings::{RepositoryName, Surroundings};
pub use token::{InvalidToken, Token};
