//! Asks workers to run points: puts shares into the queue, hears what they come to, and looks after both.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::PublishErrorKind;
use async_nats::{Message, Subscriber};
use futures_util::StreamExt;
use simulator::sweep::Point;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, interval};

use super::ledger::Ledger;
use super::queue::{Open, Queue, is_connected, shares_of, told_of};
use super::wire::{Answer, Share, Word};
use super::{PATIENCE, SHARE_LOST_AFTER};
use crate::ops::executor::Work;
use crate::ops::failure::Failure;

/// How often it is looked after.
const LOOKS: Duration = Duration::from_secs(1);
/// After such a silence workers are asked whether they are there, and the queue whether it still has the shares.
const SILENCE: Duration = Duration::from_secs(3);
/// After such a silence of its own shares it is looked whether they go out.
const SHARES_SILENT: Duration = SHARE_LOST_AFTER.saturating_mul(2);
/// So often in a row the queue may refuse a share. It is not asked again before the next look.
const REFUSALS: u32 = 10;
/// Room beside a share in its message.
const BESIDE: usize = 1_024;

type Tell = Sender<Result<(usize, Point), Failure>>;

/// Why it ends before all is known.
enum End {
    /// Nobody listens.
    Unheard,
    Failed(Failure),
}

impl From<Failure> for End {
    fn from(failure: Failure) -> End {
        End::Failed(failure)
    }
}

/// Has points run by workers, until all are told, it fails, or nobody listens.
pub(super) async fn ask(queue: Arc<Queue>, work: Work, tell: Tell) {
    let end = match Asking::begin(&queue, work, &tell).await {
        Ok((mut asking, words)) => {
            let end = asking.run(words).await;
            asking.withdraw().await;
            end
        }
        Err(failure) => Err(End::Failed(failure)),
    };
    if let Err(End::Failed(failure)) = end {
        // Whoever does not listen any more does not hear of it.
        let _ = tell.send(Err(failure)).await;
    }
}

struct Asking<'a> {
    open: Open,
    /// The name under which the points are asked for.
    name: String,
    work: Work,
    ledger: Ledger,
    tell: &'a Tell,
    /// The last sign of any worker.
    sign: Instant,
    /// The last word of a share.
    word: Instant,
    refusals: u32,
    refused: Option<Instant>,
}

impl Asking<'_> {
    async fn begin<'a>(
        queue: &Queue,
        work: Work,
        tell: &'a Tell,
    ) -> Result<(Asking<'a>, Subscriber), Failure> {
        let open = queue.open().await?;
        let name = open.client.new_inbox().rsplit('.').next().unwrap_or_default().to_owned();
        let words = open.client.subscribe(told_of(&name)).await.map_err(|fault| {
            tracing::error!(%fault, "cannot listen to workers");
            Failure::NoQueue("it cannot be reached")
        })?;
        let ledger = Ledger::new(work.points.len(), work.events);
        let now = Instant::now();
        let asking =
            Asking { open, name, work, ledger, tell, sign: now, word: now, refusals: 0, refused: None };
        Ok((asking, words))
    }

    async fn run(&mut self, mut words: Subscriber) -> Result<(), End> {
        let mut looks = interval(LOOKS);
        while !self.ledger.is_done() {
            self.send().await?;
            tokio::select! {
                () = self.tell.closed() => return Err(End::Unheard),
                word = words.next() => match word {
                    Some(message) => self.hear(message).await?,
                    None => return Err(Failure::NoQueue("it cannot be reached").into()),
                },
                _ = looks.tick() => self.look().await?,
            }
        }
        Ok(())
    }

    /// Puts as many shares into the queue as it is time for.
    async fn send(&mut self) -> Result<(), Failure> {
        if self.refused.is_some_and(|at| at.elapsed() < LOOKS) {
            return Ok(());
        }
        while let Some((number, places)) = self.ledger.next() {
            let share = Share {
                asked: self.name.clone(),
                number,
                first: places.start,
                points: self.work.points[places].to_vec(),
                recipe: &*self.work.recipe,
            };
            let bytes = share.written().map_err(|fault| {
                tracing::error!(%fault, "a share cannot be written");
                Failure::Broken
            })?;
            if bytes.len() + BESIDE > self.open.client.max_payload() {
                return Err(Failure::TooLongForWorkers);
            }
            let sent = match self.open.jetstream.publish(shares_of(&self.name), bytes.into()).await {
                Ok(sent) => sent.await,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = sent {
                self.ledger.not_sent(number);
                tracing::warn!(%fault, "the queue did not take a share");
                return self.is_refused(fault.kind()).await;
            }
            (self.refusals, self.refused) = (0, None);
        }
        Ok(())
    }

    /// The queue did not take a share: it is tried again for a while.
    async fn is_refused(&mut self, why: PublishErrorKind) -> Result<(), Failure> {
        (self.refusals, self.refused) = (self.refusals + 1, Some(Instant::now()));
        if self.refusals >= REFUSALS {
            return Err(Failure::NoQueue("it takes no shares"));
        }
        if why == PublishErrorKind::StreamNotFound { self.put_again().await } else { Ok(()) }
    }

    /// Takes what a worker tells, and says so: only then is it done with it.
    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let (answer, end) = match Word::read(&message.payload) {
            Ok(Word::Begins(share)) if self.ledger.begins(share) => (Answer::GoOn, Ok(())),
            Ok(Word::Begins(_)) => (Answer::Known, Ok(())),
            Ok(Word::Points(share, points)) => {
                for (place, point) in points {
                    if self.ledger.takes(share, place) && self.tell.send(Ok((place, point))).await.is_err() {
                        return Err(End::Unheard);
                    }
                }
                (Answer::GoOn, Ok(()))
            }
            Ok(Word::Fails(share, reason)) => {
                tracing::error!(share, reason, "workers cannot run a share of a sweep");
                (Answer::Known, Err(Failure::Broken.into()))
            }
            Err(reason) => {
                tracing::error!(reason, "what a worker told cannot be read");
                return Err(Failure::Broken.into());
            }
        };
        (self.sign, self.word) = (Instant::now(), Instant::now());
        if let Some(worker) = message.reply {
            // When it does not arrive, the worker tells it again.
            let _ = self.open.client.publish(worker, answer.written().into()).await;
        }
        end
    }

    /// Sees that there are workers, and that no share was lost on the way.
    async fn look(&mut self) -> Result<(), Failure> {
        if self.sign.elapsed() >= SILENCE {
            self.look_for_workers().await?;
        }
        if self.word.elapsed() >= SILENCE && self.ledger.is_under_way() && self.shares_are_lost().await {
            self.put_again().await?;
        }
        Ok(())
    }

    async fn look_for_workers(&mut self) -> Result<(), Failure> {
        if self.open.is_any_worker_there().await {
            self.sign = Instant::now();
        } else if self.sign.elapsed() >= PATIENCE {
            return Err(if is_connected(&self.open.client) {
                Failure::NoWorkers { waited: PATIENCE }
            } else {
                Failure::NoQueue("it cannot be reached")
            });
        }
        Ok(())
    }

    /// Whether no worker will get the shares that it could.
    async fn shares_are_lost(&self) -> bool {
        is_connected(&self.open.client)
            && (self.open.has_forgotten(&self.name).await
                || self.word.elapsed() >= SHARES_SILENT && self.open.is_stuck().await)
    }

    /// Puts into the queue what is not known, as if nothing of it was there yet. If there is nowhere to put it, it is
    /// looked again.
    async fn put_again(&mut self) -> Result<(), Failure> {
        if !self.open.restore().await {
            return Ok(());
        }
        tracing::warn!("shares were lost on the way; they are put into the queue again");
        self.withdraw().await;
        self.word = Instant::now();
        if self.ledger.lost() { Ok(()) } else { Err(Failure::NoQueue("it loses shares")) }
    }

    /// Takes back what is still in the queue: also what is known, if the queue was killed before it took note of that.
    /// Workers that are at a share find nobody to tell.
    async fn withdraw(&self) {
        if let Err(fault) = self.open.shares.purge().filter(shares_of(&self.name)).await {
            tracing::warn!(%fault, "shares of a sweep that has ended are left in the queue");
        }
    }
}
