use personac::source::SourceMap;
use personac::syntax;

#[test]
fn valid() {
    for path in glob::glob("tests/fixtures/valid/*.persona")
        .unwrap()
        .chain(glob::glob("specs/**/*.persona").unwrap())
        .chain(glob::glob("tests/projects/**/*.persona").unwrap())
    {
        let path = path.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut map = SourceMap::default();
        let file = map.add(path.display().to_string(), text.clone());
        let parsed = syntax::parse(file, &text);
        for d in &parsed.diagnostics {
            println!("{}: {:?} {} {:?}", path.display(), map.position(d.labels[0].span), d.message, d.help);
        }
        println!("{} {}", path.display(), parsed.value.items.len());
        assert!(parsed.diagnostics.is_empty());
    }
}
