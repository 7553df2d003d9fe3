//! The window without OpenGL: a software rasteriser, and an event loop that shows what it draws.
//!
//! Remote desktops, thin clients and virtual machines often have no usable OpenGL. Both event loops drive the same
//! [`super::app::App`]. The rasteriser also draws the snapshots of the tests.

mod raster;
mod runner;

pub use raster::Raster;
pub(super) use runner::run;
