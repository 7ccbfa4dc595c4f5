//! A request that a test may want something of: see [`control`](crate::control).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Connection, Outbox, Stage, header};
use crate::api::{self, Frame};
use crate::control::{Action, Asked, Rewrite, throttled};
use crate::event::{ClosedBy, EventKind};
use crate::now::{Monotonic, Now};
use crate::refusal::Refusal;

/// What a connection is held back for.
pub(super) enum Held {
    /// This frame, until then.
    Frame(Bytes, Monotonic),
    /// Whatever comes next, until then.
    Next(Monotonic),
}

impl Held {
    pub(super) fn until(&self) -> Monotonic {
        match self {
            Held::Frame(_, until) | Held::Next(until) => *until,
        }
    }
}

impl Connection {
    /// Takes a frame while there are rules, or a record is kept.
    pub(super) fn take_controlled(&mut self, bytes: Bytes, now: Now) {
        let bare = matches!(&self.stage, Stage::Authenticating(it) if it.takes_bare_tokens());
        let Some((frame, client_id)) = (!bare).then(|| header::parse(bytes.clone()).ok()).flatten()
        else {
            return self.admit(bytes, now);
        };
        let asked = Asked {
            at: now.wall,
            node: self.node.id,
            listener: Arc::clone(&self.listener.name),
            connection: self.origin.id,
            principal: self.principal().cloned(),
            client_id: Arc::from(client_id.as_deref().unwrap_or_default()),
            key: frame.key,
            version: frame.version,
            body: frame.body.clone(),
        };
        match self.node.cluster.control().consult(asked) {
            None => self.admit(bytes, now),
            Some((rule, action)) => {
                let (key, name) = (frame.key, action.name());
                self.report(now, EventKind::Controlled { key, rule, action: name });
                self.act(action, frame, bytes, now);
            }
        }
    }

    fn act(&mut self, action: Action, frame: Frame, bytes: Bytes, now: Now) {
        let (key, version) = (frame.key, frame.version);
        match action {
            Action::Drop => {}
            Action::Close => self.close(ClosedBy::Control, now),
            Action::Delay(by) => self.held = Some(Held::Frame(bytes, now.monotonic.plus(by))),
            Action::Error(code) => {
                let Some(entry) = api::find(key) else {
                    return self.admit(bytes, now);
                };
                if let Err(error) = (entry.refuse)(frame, code, &mut self.outbox) {
                    let refusal = Refusal::BadBody { key, version, error };
                    self.refuse(refusal, Outbox::default(), now);
                }
            }
            Action::Throttle(by) => self.throttle(frame, bytes, by, now),
            Action::ChangeRequest(rewrite) => self.pass_on_changed(&rewrite, frame, &bytes, now),
            Action::ChangeResponse(rewrite) => {
                self.outbox.change_next(rewrite.response(key, version));
                self.admit_for_change(bytes, now);
            }
        }
    }

    fn throttle(&mut self, frame: Frame, bytes: Bytes, by: Duration, now: Now) {
        self.outbox.change_next(throttled(frame.key, frame.version, by));
        self.held = Some(Held::Next(now.monotonic.plus(by)));
        self.admit_for_change(bytes, now);
    }

    fn pass_on_changed(&mut self, rewrite: &Rewrite, frame: Frame, bytes: &Bytes, now: Now) {
        let header = bytes.slice(..bytes.len() - frame.body.len());
        match rewrite.body(frame.body, frame.version) {
            Ok(body) => self.admit([header, body].concat().into(), now),
            Err(error) => self.refuse(Refusal::Unwritable(error), Outbox::default(), now),
        }
    }

    /// Admits a frame whose answer is to be changed. A request that is never answered leaves no
    /// change behind for the next.
    fn admit_for_change(&mut self, bytes: Bytes, now: Now) {
        self.admit(bytes, now);
        if self.parked.is_none() {
            self.outbox.forget_change();
        }
    }

    /// Goes on with what was held back, when it is time.
    pub(super) fn release(&mut self, now: Now) {
        match self.held.take() {
            Some(held) if held.until() > now.monotonic => self.held = Some(held),
            Some(Held::Frame(bytes, _)) => self.admit(bytes, now),
            Some(Held::Next(_)) | None => {}
        }
    }
}
