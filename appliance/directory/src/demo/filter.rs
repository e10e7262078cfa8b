//! Evaluation of search filters (RFC 4511 4.5.1.7) over the fictitious tree.

use ldap3_proto::proto::{LdapFilter, LdapMatchingRuleAssertion, LdapSubstringFilter};

use super::tree::Node;
use crate::dn::NormalizedDn;

/// Active Directory's "member of, however deep".
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// Whether the filter accepts the node. Undefined (an ordering, an unknown rule) counts as no,
/// also under a negation's plain reading. Nesting was bounded when the message was read.
pub(super) fn accepts(filter: &LdapFilter, node: &Node, all: &[Node]) -> bool {
    match filter {
        LdapFilter::And(parts) => parts.iter().all(|part| accepts(part, node, all)),
        LdapFilter::Or(parts) => parts.iter().any(|part| accepts(part, node, all)),
        LdapFilter::Not(part) => !accepts(part, node, all),
        LdapFilter::Present(name) => !node.values(name).is_empty(),
        LdapFilter::Equality(name, value) | LdapFilter::Approx(name, value) => {
            node.values(name).iter().any(|own| equal(name, own, value))
        }
        LdapFilter::Substring(name, wanted) => {
            node.values(name).iter().any(|own| contains(own, wanted))
        }
        LdapFilter::Extensible(LdapMatchingRuleAssertion {
            matching_rule: Some(rule),
            type_: Some(name),
            match_value,
            ..
        }) if rule == IN_CHAIN => in_chain(node, name, match_value, all),
        _ => false,
    }
}

fn equal(name: &str, own: &str, value: &str) -> bool {
    if name.eq_ignore_ascii_case("member") || name.eq_ignore_ascii_case("memberOf") {
        return same_dn(own, value);
    }
    fold(own) == fold(value)
}

fn same_dn(one: &str, other: &str) -> bool {
    matches!((NormalizedDn::parse(one), NormalizedDn::parse(other)), (Ok(a), Ok(b)) if a == b)
}

fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn contains(own: &str, wanted: &LdapSubstringFilter) -> bool {
    let own = fold(own);
    let mut rest = own.as_str();
    if let Some(initial) = &wanted.initial {
        let Some(after) = rest.strip_prefix(&fold(initial)) else {
            return false;
        };
        rest = after;
    }
    for part in &wanted.any {
        let part = fold(part);
        let Some(at) = rest.find(&part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    wanted
        .final_
        .as_ref()
        .is_none_or(|last| rest.ends_with(&fold(last)))
}

/// Follows `name` from the node down, each node once.
fn in_chain(node: &Node, name: &str, target: &str, all: &[Node]) -> bool {
    let mut open = vec![node];
    let mut seen: Vec<&str> = Vec::new();
    while let Some(node) = open.pop() {
        if seen.contains(&node.dn.as_str()) {
            continue;
        }
        seen.push(&node.dn);
        for value in node.values(name) {
            if same_dn(value, target) {
                return true;
            }
            open.extend(all.iter().filter(|other| same_dn(&other.dn, value)));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node() -> Node {
        Node {
            dn: "uid=a".to_owned(),
            attributes: vec![
                ("uid", vec!["Coord1".to_owned()]),
                ("sn", vec!["Roy".to_owned()]),
            ],
        }
    }

    fn substring(initial: Option<&str>, any: &[&str], last: Option<&str>) -> LdapFilter {
        let wanted = LdapSubstringFilter {
            initial: initial.map(str::to_owned),
            any: any.iter().map(|&part| part.to_owned()).collect(),
            final_: last.map(str::to_owned),
        };
        LdapFilter::Substring("uid".to_owned(), wanted)
    }

    #[test]
    fn filters_are_read_as_the_standard_says() {
        let equal = |name: &str, value: &str| LdapFilter::Equality(name.into(), value.into());
        let all = [];
        let yes = |filter: &LdapFilter| accepts(filter, &node(), &all);
        assert!(yes(&equal("UID", "coord1")));
        assert!(!yes(&equal("uid", "coord")));
        assert!(yes(&LdapFilter::Not(Box::new(equal("uid", "x")))));
        assert!(yes(&LdapFilter::And(vec![
            equal("uid", "coord1"),
            equal("sn", "roy")
        ])));
        assert!(!yes(&LdapFilter::And(vec![
            equal("uid", "coord1"),
            equal("sn", "x")
        ])));
        assert!(yes(&LdapFilter::Or(vec![
            equal("uid", "x"),
            equal("sn", "roy")
        ])));
        assert!(yes(&LdapFilter::Present("sn".into())));
        assert!(!yes(&LdapFilter::Present("mail".into())));
        assert!(yes(&substring(Some("co"), &["or"], Some("1"))));
        assert!(!yes(&substring(Some("coord1"), &["1"], None)));
        assert!(!yes(&LdapFilter::GreaterOrEqual("uid".into(), "a".into())));
    }
}
