//! Pages as a PDF: A4, fonts embedded as subsets, black on white.

use crate::face::Faces;
use crate::layout::{MM, Page};
use krilla::Document;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

/// Of a page, in points.
pub const WIDTH: f32 = 210.0 * MM;
/// Of a page, in points.
pub const HEIGHT: f32 = 297.0 * MM;

/// Writes pages. Whoever prints them reads the title and the language.
pub fn write(faces: &Faces, pages: &[Page], title: &str, language: &str) -> Result<Vec<u8>, String> {
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or("no page of that size")?;
    let mut document = Document::new();
    let metadata = Metadata::new()
        .title(title.to_owned())
        .language(language.to_owned())
        .producer("Relais".to_owned());
    document.set_metadata(metadata);
    for runs in pages {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        for run in runs.iter().filter(|run| !run.text.is_empty()) {
            let glyphs = faces.glyphs(&run.text, run.style);
            let start = Point::from_xy(run.x, run.y);
            surface.draw_glyphs(start, &glyphs, faces.font(run.style), &run.text, run.size, false);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|error| format!("the PDF cannot be written: {error:?}"))
}
