//! Whole reports of realistic and of hostile documents.

mod blame;
mod export;
mod functions;
mod growth;
mod history;
mod hostile;
mod likely;
mod machine;
mod markdown;
mod page;
mod profile;
mod properties;
mod record;
mod sample;
mod terminal;
