//! The checked-in sources are what the generator writes.

use std::collections::BTreeMap;

use kerbside_kafka_wire_gen::{generate, load, output_directory, schema_directory};

#[test]
fn generated_sources_are_fresh() {
    let expected = generate(&load(&schema_directory()).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(output_directory()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.insert(name, std::fs::read_to_string(&path).unwrap());
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    for (name, text) in &expected {
        assert!(found[name] == *text, "{name}: run `cargo run -p kerbside-kafka-wire-gen`");
    }
}
