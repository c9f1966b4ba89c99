//! As much of XML Schema as Jenkins' schema for JUnit reports uses: global elements that refer to one another, attributes,
//! sequences, choices, mixed content. Anything else is a panic, so nothing is passed over.

use super::xml::Element;
use std::collections::HashMap;

pub struct Schema<'a> {
    elements: HashMap<&'a str, &'a Element>,
}

impl<'a> Schema<'a> {
    pub fn new(root: &'a Element) -> Schema<'a> {
        assert_eq!(root.name, "xs:schema");
        let named = |element: &'a Element| {
            assert_eq!(element.name, "xs:element");
            (element.get("name").unwrap(), element)
        };
        Schema { elements: root.children.iter().map(named).collect() }
    }

    /// What is not as the schema wants it, a line each.
    pub fn faults(&self, element: &Element) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(element, &mut faults);
        faults
    }

    fn check(&self, element: &Element, faults: &mut Vec<String>) {
        let name = &element.name;
        let Some(declared) = self.elements.get(name.as_str()) else {
            return faults.push(format!("there is no <{name}>"));
        };
        if let Some(ty) = declared.get("type") {
            assert_eq!(ty, "xs:string");
            if !element.children.is_empty() || !element.attributes.is_empty() {
                faults.push(format!("<{name}> holds text alone"));
            }
            return;
        }
        let [complex] = &declared.children[..] else { panic!("{declared:?}") };
        assert_eq!(complex.name, "xs:complexType");
        if complex.get("mixed") != Some("true") && !element.text.trim().is_empty() {
            faults.push(format!("<{name}> holds no text"));
        }
        self.attributes(complex, element, faults);
        let content: Vec<&Element> = complex.children.iter().filter(|c| c.name != "xs:attribute").collect();
        let rest = match &content[..] {
            [] => &element.children[..],
            [one] => match self.particle(one, &element.children) {
                Some(rest) => rest,
                None => return faults.push(format!("<{name}> lacks children")),
            },
            _ => panic!("{complex:?}"),
        };
        faults.extend(rest.first().map(|child| format!("<{}> may not stand there in <{name}>", child.name)));
        element.children.iter().for_each(|child| self.check(child, faults));
    }

    fn attributes(&self, complex: &Element, element: &Element, faults: &mut Vec<String>) {
        let declared: Vec<&Element> = complex.all("xs:attribute").collect();
        for attribute in &declared {
            assert_eq!(attribute.get("type"), Some("xs:string"));
            let name = attribute.get("name").unwrap();
            if attribute.get("use") == Some("required") && element.get(name).is_none() {
                faults.push(format!("<{}> has no {name}", element.name));
            }
        }
        for (name, _) in &element.attributes {
            if !declared.iter().any(|attribute| attribute.get("name") == Some(name)) {
                faults.push(format!("<{}> may not have {name}", element.name));
            }
        }
    }

    /// What of the children is left behind a particle, taking as many as it can; none if it needs more.
    fn particle<'e>(&self, particle: &Element, children: &'e [Element]) -> Option<&'e [Element]> {
        let bound = |name: &str| match particle.get(name) {
            None => 1,
            Some("unbounded") => usize::MAX,
            Some(number) => number.parse().unwrap(),
        };
        let mut rest = children;
        let mut times = 0;
        while times < bound("maxOccurs") {
            let Some(after) = self.once(particle, rest) else { break };
            times += 1;
            if after.len() == rest.len() {
                // It took nothing, and would take nothing for ever.
                times = times.max(bound("minOccurs"));
                break;
            }
            rest = after;
        }
        (times >= bound("minOccurs")).then_some(rest)
    }

    fn once<'e>(&self, particle: &Element, children: &'e [Element]) -> Option<&'e [Element]> {
        match particle.name.as_str() {
            "xs:element" => {
                let wanted = particle.get("ref").expect("a reference");
                children.split_first().filter(|(first, _)| first.name == wanted).map(|(_, rest)| rest)
            }
            "xs:sequence" => {
                particle.children.iter().try_fold(children, |rest, part| self.particle(part, rest))
            }
            "xs:choice" => particle.children.iter().find_map(|part| self.particle(part, children)),
            other => panic!("{other} is not known here"),
        }
    }
}
