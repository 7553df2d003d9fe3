//! What the sample person left outside browsers: a download with its traces, a removed file, a temporary one.

use super::{DemoError, NewFolder};
use crate::platform::Places;

const RECENT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xbel version=\"1.0\">\n  \
                      <bookmark href=\"file:///sample/Downloads/Sample%20timetable.pdf\" added=\"2026-01-01T08:00:00Z\" \
                      modified=\"2026-01-01T08:00:00Z\" visited=\"2026-01-01T08:00:00Z\"/>\n</xbel>\n";
const TRASHED: &str = "[Trash Info]\nPath=/sample/Sample notes.txt\nDeletionDate=2026-01-01T08:00:00\n";

pub(super) fn areas(places: &Places) -> Result<(), DemoError> {
    let file = |folder, name: &str, text: &str| NewFolder::at(folder)?.file(name, text).map(drop);
    file(&places.downloads, "Sample timetable.pdf", "sample")?;
    file(&places.data, "recently-used.xbel", RECENT)?;
    file(&places.cache, "thumbnails/normal/00000000000000000000000000000000.png", "sample")?;
    file(&places.data, "Trash/files/Sample notes.txt", "sample")?;
    file(&places.data, "Trash/info/Sample notes.txt.trashinfo", TRASHED)?;
    places.os.shared_temp.iter().try_for_each(|temp| file(temp, "sample.tmp", "sample"))
}
