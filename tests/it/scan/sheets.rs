//! Spreadsheets. The files are put together here from their XML.

use super::world::*;

/// A workbook with sheets of the given rows of XML cells.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = Zip::default();
    let list: String = (1..=sheets.len())
        .map(|n| format!(r#"<sheet name="{}" sheetId="{n}" r:id="rId{n}"/>"#, sheets[n - 1].0))
        .collect();
    let links: String = (1..=sheets.len())
        .map(|n| format!(r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
        .collect();
    const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    zip.add(
        "xl/workbook.xml",
        &format!(r#"<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#),
    );
    zip.add("xl/_rels/workbook.xml.rels", &format!(r#"<Relationships xmlns="{PACKAGE}">{links}<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>"#));
    // Style 1 is a date (format 14 of the built-in ones).
    zip.add("xl/styles.xml", &format!(r#"<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#));
    for (n, (_, rows)) in sheets.iter().enumerate() {
        let xml = format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>");
        zip.add(&format!("xl/worksheets/sheet{}.xml", n + 1), &xml);
    }
    zip.finish()
}

/// An archive of files that are stored as they are.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

impl Zip {
    fn add(&mut self, name: &str, text: &str) {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let start = self.bytes.len() as u32;
        let mut entry = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        for number in [crc.sum(), text.len() as u32, text.len() as u32] {
            entry.extend(number.to_le_bytes());
        }
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&entry);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(text.as_bytes());
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&entry);
        self.directory.extend([0; 10]);
        self.directory.extend(start.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.files += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len() as u32;
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend((self.directory.len() as u32).to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn people() -> Vec<u8> {
    let header = ["A1", "B1", "C1", "D1"].iter().zip(["id", "born", "ok", "score"]);
    let header: String = header.map(|(place, name)| text(place, name)).collect();
    let rows = format!(
        r#"<row r="1">{header}</row>
        <row r="2"><c r="A2"><v>17850</v></c><c r="B2" s="1"><v>36526</v></c><c r="C2" t="b"><v>1</v></c><c r="D2"><v>1.5</v></c></row>
        <row r="4">{}{}<c r="D4" t="e"><v>#N/A</v></c></row>"#,
        text("A4", "x"),
        text("B4", "31/12/1999"),
    );
    workbook(&[("notes", ""), ("people", &rows)])
}

const COLUMNS: &str = "{ id: text, born: { type: date, date_format: \"%d/%m/%Y\" }, ok: bool, score: { type: number, null_values: [\"#N/A\"] } }";

#[test]
fn cells_by_type() {
    let p = Project::table("t.xlsx", &format!("{COLUMNS}\n    sheet: people")).file("t.xlsx", people());
    assert_eq!(rows(&p.loaded(), 0), ["17850 | 2000-01-01 | true | 1.5", "x | 1999-12-31 | - | -"]);
}

#[test]
fn lines_are_those_of_the_sheet() {
    let p = Project::table("t.xlsx", "{ id: int, score: text }\n    sheet: people").file("t.xlsx", people());
    let told = p.error();
    assert!(told.contains("t.xlsx, line 4: `x` is no number"), "{told}");
}

#[test]
fn sheets_that_are_not_there() {
    let p = Project::table("t.xlsx", "{ id: int }\n    sheet: peopel").file("t.xlsx", people());
    let told = p.error();
    assert!(
        told.starts_with("E0601: `t.xlsx` has no sheet `peopel`") && told.contains("did you mean `people`?"),
        "{told}"
    );
    let p = Project::table("t.xlsx", "{ id: int }").file("t.xlsx", people());
    let told = p.error();
    assert!(told.starts_with("E0602: `t.xlsx` has no header"), "{told}");
}

#[test]
fn cut_off_anywhere() {
    let bytes = people();
    let p = Project::table("t.xlsx", COLUMNS);
    for end in (1..bytes.len()).step_by(53) {
        std::fs::write(p.path("t.xlsx"), &bytes[..end]).unwrap();
        let told = p.error();
        assert!(told.starts_with("E0602"), "{told}");
    }
}
