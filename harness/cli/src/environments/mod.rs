//! Python environments that a suite asks for: one for each side, of the same interpreter.

mod equip;
mod make;
mod recipe;

pub(crate) use equip::{Environments, Scene};
