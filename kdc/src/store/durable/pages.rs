//! The pages of a file, read beside the map: whether all of them are there and hang together.
//!
//! LMDB keeps no checksums and trusts its pages; a page that lies beyond the end of the file kills
//! the process that reads it through the map (SIGBUS). What is checked here is the tree of one
//! snapshot: page numbers, kinds, bounds of every node, lengths of overflow pages. Contents are
//! the records' MACs' business.
//!
//! The layout is that of LMDB 0.9 (data version 1) on 64-bit little-endian machines, as `mdb.c`
//! describes it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

const MAGIC: u32 = 0xbeef_c0de;
const DATA_VERSION: u32 = 1;
const HEADER: usize = 16;
const BRANCH: u16 = 0x01;
const LEAF: u16 = 0x02;
const OVERFLOW: u16 = 0x04;
const META: u16 = 0x08;
const BIG_DATA: u16 = 0x01;
const NODE_HEADER: usize = 8;
const NO_PAGE: u64 = u64::MAX;

/// What is wrong with the pages of a file.
#[derive(Debug)]
pub(super) enum PageFault {
    /// A page that is in use lies beyond the end.
    Truncated { needed: u64 },
    /// A page does not hold what it should.
    Damaged(String),
    /// The file has moved on meanwhile.
    Moved,
    /// It is no LMDB file of this layout.
    Foreign,
    /// It cannot be read.
    Io(io::Error),
}

impl From<io::Error> for PageFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// One snapshot of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Snapshot {
    transaction: u64,
    page_size: usize,
    last_page: u64,
    roots: [Tree; 2],
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    depth: u16,
    root: u64,
}

impl Snapshot {
    /// The newest snapshot of `file`.
    pub(super) fn newest(file: &File) -> Result<Self, PageFault> {
        let length = file.metadata()?.len();
        let first = Self::read(file, 0, length)?;
        let page_size = first.page_size as u64;
        let second = Self::read(file, page_size, length)?;
        let newer = if second.transaction > first.transaction { second } else { first };
        Ok(newer)
    }

    /// The snapshot of `transaction`.
    pub(super) fn of(file: &File, transaction: u64) -> Result<Self, PageFault> {
        let newest = Self::newest(file)?;
        if newest.transaction == transaction {
            return Ok(newest);
        }
        let other = newest.page_size as u64 * (transaction % 2);
        let older = Self::read(file, other, file.metadata()?.len())?;
        if older.transaction == transaction { Ok(older) } else { Err(PageFault::Moved) }
    }

    fn read(file: &File, at: u64, length: u64) -> Result<Self, PageFault> {
        let mut page = [0; 152];
        if length < at + page.len() as u64 {
            return Err(PageFault::Truncated { needed: at + page.len() as u64 });
        }
        file.read_exact_at(&mut page, at)?;
        let number = |at: usize| u64::from_le_bytes(take(&page, at));
        let half = |at: usize| u32::from_le_bytes(take(&page, at));
        let quarter = |at: usize| u16::from_le_bytes(take(&page, at));
        if quarter(10) & META == 0 || half(16) != MAGIC || half(20) != DATA_VERSION {
            return Err(PageFault::Foreign);
        }
        let page_size = half(40) as usize;
        if !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) {
            return Err(PageFault::Damaged("its page size".to_owned()));
        }
        let tree = |at: usize| Tree { depth: quarter(at + 6), root: number(at + 40) };
        Ok(Self {
            transaction: number(144),
            page_size,
            last_page: number(136),
            roots: [tree(40), tree(88)],
        })
    }

    /// The number of pages.
    pub(super) fn pages(&self) -> u64 {
        self.last_page.saturating_add(1)
    }

    /// The octets that all pages take, free ones among them.
    pub(super) fn octets(&self) -> u64 {
        self.pages().saturating_mul(self.page_size as u64)
    }

    /// Reads every page that is in use.
    pub(super) fn check(&self, file: &File) -> Result<(), PageFault> {
        let mut walk =
            Walk { file, snapshot: *self, length: file.metadata()?.len(), left: self.last_page };
        for tree in self.roots {
            if tree.root != NO_PAGE {
                walk.page(tree.root, tree.depth)?;
            }
        }
        Ok(())
    }
}

struct Walk<'a> {
    file: &'a File,
    snapshot: Snapshot,
    length: u64,
    /// How many pages may still come: a circle ends.
    left: u64,
}

impl Walk<'_> {
    fn page(&mut self, number: u64, depth: u16) -> Result<(), PageFault> {
        let page = self.read(number)?;
        let broken = |what: &str| PageFault::Damaged(format!("page {number}: {what}"));
        let quarter = |at: usize| u16::from_le_bytes(take(&page, at));
        let kind = if depth > 1 { BRANCH } else { LEAF };
        if depth == 0 || quarter(10) != kind {
            return Err(broken("its kind"));
        }
        let (lower, upper) = (usize::from(quarter(12)), usize::from(quarter(14)));
        if lower < HEADER || lower > upper || upper > page.len() || lower % 2 != 0 {
            return Err(broken("its bounds"));
        }
        for pointer in (HEADER..lower).step_by(2) {
            let at = usize::from(quarter(pointer));
            if at < upper || at + NODE_HEADER > page.len() {
                return Err(broken("the place of a node"));
            }
            let [low, high, flags, key] = [0, 2, 4, 6].map(|offset| quarter(at + offset));
            let data = at + NODE_HEADER + usize::from(key);
            if data > page.len() {
                return Err(broken("the key of a node"));
            }
            if depth > 1 {
                let child = u64::from(low) | u64::from(high) << 16 | u64::from(flags) << 32;
                self.page(child, depth - 1)?;
                continue;
            }
            let length = usize::from(low) | usize::from(high) << 16;
            match flags {
                0 if data + length <= page.len() => {}
                BIG_DATA if data + 8 <= page.len() => {
                    self.overflow(u64::from_le_bytes(take(&page, data)), length)?;
                }
                _ => return Err(broken("the content of a node")),
            }
        }
        Ok(())
    }

    fn overflow(&mut self, number: u64, length: usize) -> Result<(), PageFault> {
        let page = self.read(number)?;
        let count = u32::from_le_bytes(take(&page, 12));
        let needed = (HEADER - 1 + length) / self.snapshot.page_size + 1;
        if u16::from_le_bytes(take(&page, 10)) != OVERFLOW || (count as usize) < needed {
            return Err(PageFault::Damaged(format!("page {number}: its kind")));
        }
        self.within(number.saturating_add(u64::from(count) - 1))
    }

    fn read(&mut self, number: u64) -> Result<Vec<u8>, PageFault> {
        let circle = || PageFault::Damaged(format!("page {number} comes too often"));
        self.left = self.left.checked_sub(1).ok_or_else(circle)?;
        self.within(number)?;
        let mut page = vec![0; self.snapshot.page_size];
        self.file.read_exact_at(&mut page, number * self.snapshot.page_size as u64)?;
        if u64::from_le_bytes(take(&page, 0)) != number {
            return Err(PageFault::Damaged(format!("page {number}: its number")));
        }
        Ok(page)
    }

    fn within(&self, number: u64) -> Result<(), PageFault> {
        if number < 2 || number > self.snapshot.last_page {
            return Err(PageFault::Damaged(format!("page {number} is none")));
        }
        let needed = (number + 1) * self.snapshot.page_size as u64;
        if needed > self.length {
            return Err(PageFault::Truncated { needed });
        }
        Ok(())
    }
}

/// `N` octets at `at`: every caller has checked that they are there; zeros stand for others.
fn take<const N: usize>(octets: &[u8], at: usize) -> [u8; N] {
    let mut taken = [0; N];
    if let Some(octets) = octets.get(at..at + N) {
        taken.copy_from_slice(octets);
    }
    taken
}
