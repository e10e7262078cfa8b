//! Which line of its parcel an article is that is taken out of it.

use super::feedback::Said;
use super::job::ReceiveJob;
use crate::custody::item::ItemFact;
use crate::custody::shipment::{Line, LineOutcome};
use crate::label::Label;

impl ReceiveJob {
    pub(super) fn has(&self, label: Label) -> bool {
        self.lines.iter().any(|line| line.label == Some(label))
    }

    /// The line that an article is which bears no label of ours yet: the one that was named, or the first that is waited
    /// for, or missing. What is missing of a parcel that was reconciled must be alike, or nobody could say which it is; and
    /// a line that awaits an article of ours is that one alone. None if each was received.
    pub(super) fn line_for_new(&self) -> Result<Option<usize>, Said> {
        let at = if self.again {
            self.missing_for_new()?
        } else {
            let free =
                |outcome| self.line_of(|line| line.outcome == outcome && line.awaits.is_none());
            free(LineOutcome::Expected).or_else(|| free(LineOutcome::Missing))
        };
        let ours = || self.line_of(|line| self.is_open(line) && line.awaits.is_some());
        match at {
            None if ours().is_some() => Err(Said::AwaitsOurs),
            at => Ok(at),
        }
    }

    fn missing_for_new(&self) -> Result<Option<usize>, Said> {
        let missing = |at: &&usize| {
            let line = self.lines.get(**at);
            line.is_some_and(|line| self.is_open(line) && line.awaits.is_none())
        };
        if self.named {
            // A colleague may have had it meanwhile: then it is not another one.
            let named = self.order.first();
            let ours = named.and_then(|at| self.lines.get(*at)?.awaits);
            return match (named.filter(missing), ours) {
                (Some(at), _) => Ok(Some(*at)),
                (None, Some(_)) => Err(Said::AwaitsOurs),
                (None, None) => Err(Said::NotMissing),
            };
        }
        let mut left = self.order.iter().filter(missing);
        let at = left.next().copied();
        let kind = |at: usize| self.lines.get(at).map(|line| line.kind);
        if left.all(|other| kind(*other) == at.and_then(kind)) {
            Ok(at)
        } else {
            Err(Said::WhichMissing)
        }
    }

    /// The line of it that awaits this article, and no other: while the article is away with the parcel that this one is
    /// the way back of. Since then it may have come home otherwise, and left again.
    pub(super) fn awaits(&self, item: &ItemFact) -> Option<usize> {
        let left_in = item.state.holder.left_in();
        if left_in.is_none() || left_in != self.round_trip_of.as_ref() {
            return None;
        }
        self.line_of(|line| self.is_open(line) && line.awaits == Some(item.label))
    }

    /// The line that an article of ours is which had left: the one that awaits it; or else one of its case and its kind that
    /// awaits none of ours. None if nobody announced it.
    pub(super) fn line_for_returned(&self, item: &ItemFact) -> Option<usize> {
        let alike = |at: &usize| {
            let line = self.lines.get(*at);
            line.is_some_and(|line| {
                self.is_open(line) && line.awaits.is_none() && line.kind == item.kind
            })
        };
        let of_its_case = item.case.is_some() && item.case == self.case;
        let filled = || match (of_its_case, self.again) {
            (false, _) => None,
            (true, false) => (0..self.lines.len()).find(alike),
            // The one that was named first.
            (true, true) => self.order.iter().copied().find(alike),
        };
        self.awaits(item).or_else(filled)
    }

    fn line_of(&self, wanted: impl FnMut(&Line) -> bool) -> Option<usize> {
        self.lines.iter().position(wanted)
    }
}
