//! Lists: `{items, next_cursor}`, asked for with `limit` and `cursor`.

use super::{Cursor, List};
use crate::http::{FieldProblem, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Items of a page when nothing is said.
const USUAL: usize = 50;
/// Items of a page at most.
const MOST: usize = 200;

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Where the next page starts, to be given as `cursor`; null on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list short enough to be its only page.
    pub fn whole(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            items: items.into_iter().collect(),
            next_cursor: None,
        }
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct ListQuery {
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<String>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl ListQuery {
    /// How many items the page has at most.
    ///
    /// # Errors
    /// 422 naming `limit`.
    pub fn limit(&self) -> Result<usize, Problem> {
        limit(self.limit.as_deref())
    }
}

/// Reads a limit.
pub fn limit(text: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = text else { return Ok(USUAL) };
    text.parse()
        .ok()
        .filter(|limit| (1..=MOST).contains(limit))
        .ok_or_else(|| {
            let problem = FieldProblem::new("limit", "invalid-range")
                .with("min", 1_u32)
                .with("max", MOST);
            Problem::invalid(vec![problem])
        })
}

/// A page and the place of its last item, as bytes.
pub fn page_of<T>(items: Vec<T>, list: List, next: Option<&[u8]>) -> Page<T> {
    Page {
        items,
        next_cursor: next.map(|place| Cursor::write(list, place)),
    }
}

#[cfg(test)]
mod tests {
    use super::limit;

    #[test]
    fn a_limit_has_bounds() {
        assert_eq!(limit(None).unwrap(), 50);
        assert_eq!(limit(Some("200")).unwrap(), 200);
        for wrong in ["", "0", "201", "-1", "dix", "1e2", "99999999999999999999"] {
            assert!(limit(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
