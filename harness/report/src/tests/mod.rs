//! Whole reports of realistic and of hostile documents.

mod machine;
mod markdown;
mod properties;
mod record;
mod sample;
mod terminal;
