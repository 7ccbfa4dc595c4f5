//! The life of a bed in this process: from its claim of a directory to the removal of its files.

use std::path::PathBuf;

use kerbside::client::Client;
use tokio::net::UnixStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::steward::Steward;
use super::{Character, Claim, Removed, SOCKET, Setup};
use crate::control::{self, Answer, Call, Gone, Listener, Status};
use crate::failure::Failure;

/// How many calls wait for the steward before their peers wait too.
const WAITING: usize = 16;

/// Who hears that the bed is ready.
pub(crate) trait Report {
    /// Tells that everything answers.
    ///
    /// # Errors
    /// When nobody hears it who should have; the bed ends then.
    fn ready(&mut self, status: &Status) -> Result<(), Failure>;
}

/// Where a bed lives, and what of.
#[derive(Debug)]
pub(crate) struct Life {
    /// The directory.
    pub(crate) directory: PathBuf,
    /// The settings.
    pub(crate) setup: Setup,
}

/// Why a bed ended.
enum End {
    /// By a signal.
    Signal,
    /// By `kerbside down`, which waits at this stream.
    Asked(UnixStream),
}

/// Starts a bed, serves until it is told to end, and removes what it made.
///
/// # Errors
/// When it does not start, or something of it cannot be removed.
pub(crate) fn live(life: Life, report: &mut dyn Report) -> Result<(), Failure> {
    let builder = life.setup.builder()?;
    let character = life.setup.character();
    // Whatever this process makes from now on is the person's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::system("the runtime of the bed"))?;
    let mut claim = Claim::stake(&life.directory)?;
    let builder = builder.folder(claim.path());
    let ended = runtime.block_on(run(builder, character, &mut claim, report));
    let removed = claim.remove();
    if let Ok(End::Asked(stream)) = ended {
        let answer = Answer::of(
            removed.as_ref().map(|removed| Gone { directory_left: *removed == Removed::Emptied }),
        );
        runtime.block_on(tell(stream, &answer));
    } else {
        ended?;
    }
    removed.map(drop)
}

/// The bed is gone when this returns.
async fn run(
    builder: kerbside::Builder,
    character: Character,
    claim: &mut Claim,
    report: &mut dyn Report,
) -> Result<End, Failure> {
    let mut signals = Signals::new()?;
    let bed = tokio::select! {
        bed = builder.start() => bed?,
        () = signals.any() => return Ok(End::Signal),
    };
    let mut steward = Steward::new(bed, character);
    let mut users = steward.users().len();
    let ccaches: Vec<PathBuf> = steward.users().iter().map(Client::ccache).collect();
    claim.note_files(&ccaches)?;
    let listener = Listener::bind(&claim.path().join(SOCKET))?;
    report.ready(&steward.status().await?)?;
    let (sender, mut calls) = mpsc::channel(WAITING);
    let serving = tokio::spawn(listener.serve(sender));
    // Ends: with a signal, or with a call that asks for it.
    let end = loop {
        let call = tokio::select! {
            call = calls.recv() => call,
            () = signals.any() => break End::Signal,
        };
        match call {
            Some(Call::Ask(request, reply)) => {
                let answer = steward.answer(request).await;
                for client in steward.users().iter().skip(users) {
                    claim.note_user(&client.folder, client.ccache())?;
                    users += 1;
                }
                // A peer that went away needs no answer.
                let _gone = reply.send(answer);
            }
            Some(Call::Kadmin(arguments, surroundings, streams)) => {
                steward.kadmin(arguments, surroundings, streams);
            }
            Some(Call::Down(stream)) => break End::Asked(stream),
            None => break End::Signal,
        }
    };
    serving.abort();
    Ok(end)
}

/// Tells the peer that waits for the end. It may have gone: the bed has ended all the same.
async fn tell(mut stream: UnixStream, answer: &Answer) {
    let patience = std::time::Duration::from_secs(5);
    let _gone = tokio::time::timeout(patience, control::write(&mut stream, answer)).await;
}

/// The signals that end a bed.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(Failure::system("listening to signals"));
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
