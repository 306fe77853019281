//! Works for whoever asks: takes shares from the queue, runs their points, tells what they come to as they do.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::{AckKind, Message};
use async_nats::{Client, Request, RequestErrorKind};
use futures_util::StreamExt;
use simulator::sweep::Point;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::queue::{Open, Queue, told_of};
use super::wire::{Answer, Batch, Share, Word};
use super::{BEGINNINGS, SHARE_LOST_AFTER};

/// Points that are known are told after so long, or before they have so many bytes.
const TOLD_EVERY: Duration = Duration::from_millis(250);
const TOLD_BYTES: usize = 256 * 1_024;
/// One question to the queue for a share.
const PULL: Duration = Duration::from_secs(5);
/// By so much its answer may be late.
const LATE: Duration = Duration::from_secs(1);
/// So often is told what is not answered.
const TRIES: u32 = 5;
/// After so long a share is tried again whose asker was not there, or the queue.
const AGAIN: Duration = Duration::from_secs(5);
/// Who stops waits so long for the queue.
const LAST_WORD: Duration = Duration::from_secs(2);

/// Works until told to stop, then finishes what was begun, within the time that it has for that. `turns`: shares at
/// once, a core each.
pub(crate) async fn work(queue: &Queue, turns: usize, stop: impl Future<Output = ()>, drain: Duration) {
    let free = Arc::new(Semaphore::new(turns));
    let mut stop = pin!(stop);
    loop {
        let reason = tokio::select! {
            () = &mut stop => break,
            Err(reason) = take_while_there(queue, &free) => reason,
        };
        tracing::warn!(reason, "cannot take shares; trying again");
        tokio::select! {
            () = &mut stop => break,
            () = sleep(AGAIN) => {}
        }
    }
    tracing::info!(
        shares = turns - free.available_permits(),
        "stopping once the shares that were begun are done"
    );
    let all = free.acquire_many(u32::try_from(turns).unwrap_or(u32::MAX));
    if timeout(drain, all).await.is_err() {
        tracing::warn!("shares were not done in time; other workers begin them again");
    }
    // The queue hears what came of the last shares. If it is gone, they are begun again and known already.
    let heard = async { queue.connect().await.ok()?.flush().await.ok() };
    if !matches!(timeout(LAST_WORD, heard).await, Ok(Some(()))) {
        tracing::warn!("the queue is not there to hear what came of the last shares");
    }
}

/// Takes shares for as long as the queue is there.
async fn take_while_there(queue: &Queue, free: &Arc<Semaphore>) -> Result<Infallible, String> {
    let open = queue.open().await.map_err(|failure| failure.to_string())?;
    let reader = open.reader().await?;
    tracing::info!("ready to take shares");
    // Whoever asks is answered also while every turn is taken.
    tokio::try_join!(take(&open, &reader, free), say_that_it_is_there(&open)).map(|(never, _)| never)
}

/// Takes a share whenever there is a turn for it.
async fn take(open: &Open, reader: &PullConsumer, free: &Arc<Semaphore>) -> Result<Infallible, String> {
    loop {
        let turn = Arc::clone(free).acquire_owned().await.map_err(|fault| fault.to_string())?;
        let mut pulled = reader
            .batch()
            .max_messages(1)
            .expires(PULL)
            .messages()
            .await
            .map_err(|fault| fault.to_string())?;
        match timeout(PULL + LATE, pulled.next()).await.ok().flatten() {
            Some(message) => {
                let message = message.map_err(|fault| fault.to_string())?;
                tokio::spawn(run(open.client.clone(), message, turn));
            }
            // A queue that was begun anew without its files does not know who asks, and is silent.
            None => open.knows_the_reader().await?,
        }
    }
}

/// Answers whoever asks whether a worker is there.
async fn say_that_it_is_there(open: &Open) -> Result<Infallible, String> {
    let mut asked = open.asked_of_workers().await?;
    while let Some(question) = asked.next().await {
        if let Some(asker) = question.reply {
            open.client.publish(asker, "here".into()).await.map_err(|fault| fault.to_string())?;
        }
    }
    Err("the connection was closed".to_owned())
}

/// What came of a share.
#[derive(Debug)]
enum Came {
    /// All of it was told, or was known already.
    Done,
    /// Nobody listens to it, at least for now.
    Unheard,
    /// It cannot be run, and why.
    Broken(String),
}

/// Runs a share in a turn, and tells the queue what to do with it.
async fn run(client: Client, message: Message, turn: OwnedSemaphorePermit) {
    let _turn = turn;
    let share = match Share::read(&message.payload) {
        Ok(share) => share,
        Err(fault) => {
            tracing::error!(%fault, "a share cannot be read");
            return settle(&message, AckKind::Term).await;
        }
    };
    let (asked, number, points) = (share.asked.clone(), share.number, share.points.len());
    let asker = Asker { client, subject: told_of(&asked) };
    let beginnings = message.info().map_or(1, |info| info.delivered);
    let came = if beginnings > BEGINNINGS {
        Came::Broken(format!("it was begun {BEGINNINGS} times, and never done"))
    } else {
        tracing::info!(asked, share = number, points, beginnings, "takes a share");
        tokio::select! {
            came = asker.told(share) => came,
            never = hold(&message) => match never {},
        }
    };
    match came {
        Came::Done => {
            tracing::info!(asked, share = number, "a share is done");
            settle(&message, AckKind::Ack).await;
        }
        Came::Unheard => {
            tracing::info!(asked, share = number, "nobody listens to a share");
            settle(&message, AckKind::Nak(Some(AGAIN))).await;
        }
        Came::Broken(reason) => {
            match asker.tell(Word::fails(number, reason.clone())).await {
                Some(_) => tracing::error!(asked, share = number, reason, "a share is given up"),
                None => tracing::info!(asked, share = number, "nobody listens to a share any more"),
            }
            settle(&message, AckKind::Term).await;
        }
    }
}

async fn settle(message: &Message, how: AckKind) {
    if let Err(fault) = message.ack_with(how).await {
        tracing::warn!(%fault, "the queue was not told what came of a share; it is begun once more");
    }
}

/// Keeps the queue from giving the share to another worker.
async fn hold(message: &Message) -> Infallible {
    loop {
        sleep(SHARE_LOST_AFTER / 3).await;
        settle(message, AckKind::Progress).await;
    }
}

/// Whoever asked for a share.
struct Asker {
    client: Client,
    subject: String,
}

impl Asker {
    /// Runs the points of a share, one after the other, and tells them as they come.
    async fn told(&self, share: Share) -> Came {
        match self.tell(Word::begins(share.number)).await {
            Some(Answer::GoOn) => {}
            Some(Answer::Known) => return Came::Done,
            None => return Came::Unheard,
        }
        let number = share.number;
        let (tell, told) = mpsc::channel(1);
        // Once nobody takes the points, no other is begun.
        let running = tokio::task::spawn_blocking(move || {
            share.points.iter().enumerate().try_for_each(|(n, at)| {
                let point = share.recipe.run(at).ok_or_else(|| format!("{at:?} is not valid"))?;
                tell.blocking_send((share.first + n, point)).map_err(|_| String::new())
            })
        });
        let heard = self.pass_on(number, told).await;
        match running.await {
            Ok(_) if !heard => Came::Unheard,
            Ok(Ok(())) => Came::Done,
            Ok(Err(reason)) => Came::Broken(reason),
            Err(fault) => Came::Broken(fault.to_string()),
        }
    }

    /// Tells points as they come; false: nobody listens.
    async fn pass_on(&self, share: usize, mut points: mpsc::Receiver<(usize, Point)>) -> bool {
        let mut batch = Batch::new(share);
        let mut due = Instant::now() + TOLD_EVERY;
        loop {
            let next = timeout_at(due, points.recv()).await;
            let ended = matches!(next, Ok(None));
            if let Ok(Some((place, point))) = next {
                batch.add(place, point);
            }
            if ended || batch.bytes() >= TOLD_BYTES || Instant::now() >= due {
                if batch.bytes() > 0 && self.tell(batch.take()).await.is_none() {
                    return false;
                }
                due = Instant::now() + TOLD_EVERY;
            }
            if ended {
                return true;
            }
        }
    }

    /// Tells something until it is answered. None: whoever asked is not there.
    async fn tell(&self, word: Vec<u8>) -> Option<Answer> {
        for _ in 0..TRIES {
            let request = Request::new().payload(word.clone().into());
            match self.client.send_request(self.subject.clone(), request).await {
                Ok(answer) => return Answer::read(&answer.payload).ok(),
                Err(fault) if fault.kind() == RequestErrorKind::NoResponders => return None,
                Err(fault) => tracing::warn!(%fault, "what was told was not answered; telling it again"),
            }
        }
        None
    }
}
