//! The dashed frames of the networks. If two share a box, one ends and the next begins at its sides.

use super::canvas::Pen;
use super::card::BoxBounds;
use super::{Drawing, MARGIN};
use crate::core::text::{clean, columns, fit_by, width};
use crate::generate::diagram::layout::Zone;

/// The longest network name on a frame.
const LONGEST_NAME: usize = 14;

/// An open frame.
pub(super) struct Frame<'a> {
    zone: &'a Zone<'a>,
    top: usize,
    /// The box that interrupts its top line.
    gap: Option<BoxBounds>,
}

impl Drawing<'_> {
    /// Closes the frames of the zones that end above a band.
    pub(super) fn leave_band(&mut self, band: usize) {
        while self
            .open
            .first()
            .is_some_and(|frame| frame.zone.last < band)
        {
            self.close_first(None);
        }
    }

    pub(super) fn close_zones(&mut self, band: usize) {
        self.leave_band(band + 1);
    }

    /// Opens the frames of the zones that begin with a band, except one that shares it.
    pub(super) fn enter_band(&mut self, band: usize) {
        let zones = &self.layout.zones;
        let busy = !self.open.is_empty();
        if let Some(zone) = zones
            .iter()
            .find(|zone| zone.first == band)
            .filter(|_| !busy)
        {
            self.open.push(Frame {
                zone,
                top: self.row,
                gap: None,
            });
            self.row += 1;
        }
    }

    /// Draws the lines of two zones that share a box up to its sides.
    pub(super) fn share_band(&mut self, band: usize, place: BoxBounds) {
        let mut starts = self.layout.zones.iter().filter(|zone| zone.first == band);
        let next = starts.rfind(|zone| !self.open.iter().any(|open| open.zone.name == zone.name));
        let ends = self
            .open
            .first()
            .is_some_and(|frame| frame.zone.last == band);
        if let Some(zone) = next.filter(|_| ends) {
            self.row = place.top + 1;
            self.close_first(Some(place));
            self.open.push(Frame {
                zone,
                top: place.top + 2,
                gap: Some(place),
            });
        }
    }

    fn close_first(&mut self, lower: Option<BoxBounds>) {
        if self.open.is_empty() {
            return;
        }
        let Frame { zone, top, gap } = self.open.remove(0);
        let (left, right) = (0, MARGIN + self.width + 1);
        let (name, length) = name(zone);
        self.canvas.across(top, (left, 2), Pen::Zone);
        self.canvas.text(top, 3, &name);
        self.frame_line(top, (3 + length, right), gap);
        self.frame_line(self.row, (left, right), lower);
        self.canvas.down(left, (top, self.row), Pen::Zone);
        self.canvas.down(right, (top, self.row), Pen::Zone);
        self.row += 1;
    }

    fn frame_line(&mut self, row: usize, (from, to): (usize, usize), gap: Option<BoxBounds>) {
        match gap {
            Some(place) => {
                self.canvas.across(row, (from, place.left), Pen::Zone);
                self.canvas.across(row, (place.right, to), Pen::Zone);
            }
            None => self.canvas.across(row, (from, to), Pen::Zone),
        }
    }
}

/// A zone's name as drawn on its frame, and its width.
pub(super) fn name(zone: &Zone) -> (String, usize) {
    let name = fit_by(&clean(zone.name), LONGEST_NAME, columns);
    let length = width(&name, columns);
    (name, length)
}
