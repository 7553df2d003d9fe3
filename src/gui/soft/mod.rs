//! The window where there is no graphics card: a rasteriser on the processor, and a runner that shows what it draws.
//!
//! Remote desktops, thin clients and virtual machines often have no usable OpenGL, and a window this calm needs none.
//! Both runners drive the same [`super::app::App`]. The rasteriser also draws the pictures of the tests.

mod raster;
mod runner;

pub use raster::Raster;
pub(super) use runner::run;
