//! No drawer without a name: a file or folder is called after what it holds.

use house::files;

use crate::assert_none;

const DRAWERS: [&str; 9] =
    ["util", "utils", "common", "commons", "helper", "helpers", "misc", "shared", "stuff"];

#[test]
fn no_file_or_folder_is_a_drawer() {
    let mut broken = Vec::new();
    for file in files::all() {
        let parts = file.path.split('/');
        let mut stems = parts.map(|part| part.split('.').next().unwrap_or(part));
        if stems.any(|stem| DRAWERS.contains(&stem)) {
            broken.push(file.path);
        }
    }
    assert_none("name it after the noun of the specification that it is about:", &broken);
}
