//! Questions that people ask in public, with their numbers. What is assumed is said to be.

use super::{Group, Preset};

pub(super) static QUESTIONS: &[Preset] = &[
    preset!(
        Group::Question,
        "pool-map-slower",
        "Pool.map slower than the loop",
        "I add 1 to 20 numbers in each of 500,000 lists. Why is Pool.map slower than my loop?",
        "A question on Stack Overflow (mirrored as techfeed.net/es/456103): 500,000 lists of 20 integers, \
         a pool of 4; here 20,000 lists. That a list takes 1 µs to add up is assumed.",
        "Nearly nothing in the process lanes is Python: a list costs more to pickle than to add up. \
         Larger chunks help, and still lose."
    ),
    preset!(
        Group::Question,
        "hundred-health-checks",
        "100 health checks in 5 s",
        "100 health checks of 200 ms each must be done within 5 s. Threads or asyncio?",
        "A post on dev.to (2026-04, found by euno.news): 100 checks of 200 ms, 20.3 s one after the \
         other. The 1 ms of Python per check is assumed. The post's own 8 s with 100 threads cannot come \
         from waiting.",
        "With 100 in flight all waits lie over each other, whoever does the waiting. What is left is the \
         Python at both ends of a check."
    ),
    preset!(
        Group::Question,
        "small-s3-objects-async",
        "Thousands of small S3 objects",
        "I fetch thousands of 10 KB objects from S3, and asyncio gives me nothing. Why?",
        "sagemaker-debugger pull request 80: 10 KB objects, 1,000 of them in 10.1 s with asyncio and 4.3 \
         s with 64 processes. 11 ms of Python per object follow from its figures; 30 ms of waiting are \
         assumed.",
        "The loop's lane is full: the client computes for 11 ms per object. It looks like waiting, and is \
         Python."
    ),
    preset!(
        Group::Question,
        "def-or-async-def",
        "FastAPI: def or async def?",
        "One endpoint computes for seconds. In async def it stops all others; is def enough?",
        "FastAPI issue 2488: a loop of 100 million turns in async def stops all other requests. That it \
         takes 3 s, and ten other clients with requests of 21 ms, are assumed. def runs in a pool of 40 \
         threads.",
        "With async def the loop stands still for 3 s. In a thread the computing shares the GIL with the \
         loop, which then waits 5 ms for each turn. In a process it shares nothing."
    ),
    preset!(
        Group::Question,
        "gunicorn-workers-and-threads",
        "How many gunicorn workers and threads?",
        "Four cores, and a database that takes 15 connections. How many workers, and how many threads in \
         each?",
        "Stack Overflow 38425620 (4 cores, so 9 sync workers?) and a guide of Cambridge's UIS (a \
         db-f1-micro allows about 15 connections). 50 requests a second, 30 ms of Python and 200 ms in \
         the database are assumed.",
        "Sync workers wait where they could serve: their requests queue. Computing sets the number of \
         processes, waiting the number of threads, and the database's 15 the most that all of them can \
         use."
    ),
    preset!(
        Group::Question,
        "pings-still-die",
        "to_thread, and the pings still die",
        "A job of 500 ms runs beside a heartbeat of 30 a second. I moved it to a thread, and beats are \
         still late. Why?",
        "lcnc-suite issue 5 (a 30 Hz heartbeat falls to 2 Hz beside 500 ms of work), websockets issues \
         865 and 1430. That a job comes once a second is assumed. Here a beat is 33 ms of sleep and a \
         ping, so that 30 a second are sent if nothing comes between. A C call that keeps the GIL for all \
         of its length, as pandas can, would be worse: it is not modelled.",
        "On the loop a job silences 15 beats. In a thread it takes the GIL back for 5 ms at every beat. \
         In a process it does not touch them."
    ),
    preset!(
        Group::Question,
        "password-hashing",
        "Password hashing under load",
        "20 people log in at once, and bcrypt takes 220 ms. Does to_thread save the heartbeat?",
        "blueprint pull request 337 (bcrypt of 220 ms beside a heartbeat every 10 ms: worst 233 ms on the \
         loop, 23 ms with a thread) and AegisAI pull request 1435 (20 logins on one worker). bcrypt \
         releases the GIL.",
        "On the loop nothing beats for 20 × 220 ms. In threads the hashes use all cores and leave the GIL \
         alone, so the loop goes on. Processes are not needed."
    ),
    preset!(
        Group::Question,
        "embeddings-in-the-api",
        "Seven encodes at once",
        "Seven requests call encode() at once, each with six torch threads, on six cores. Why did a batch \
         of 2 to 5 s become 110 s?",
        "onyx issue 8396: 6 cores, 7 calls of encode() at once, 6 torch threads each, batches of 8. 3.5 s \
         is taken as the middle of 2 to 5 s.",
        "One call fills all six cores. Seven at once share them evenly here and gain nothing; real ones \
         spin and evict each other's caches besides."
    ),
    preset!(
        Group::Question,
        "async-database-driver",
        "Is the async database driver faster?",
        "Sync workers or asyncio, with as many connections to Postgres: which serves more requests a \
         second?",
        "Cal Paterson's benchmark (16 sync workers 5,589 a second, uvicorn with 5 workers 4,952) and \
         Miguel Grinberg's rerun with equal connections, in which the order changes. 100 clients, 0.6 ms \
         of Python and 2 ms in the database are assumed.",
        "Every process computes all the time: the cores are the limit, and the driver cannot change that. \
         Look at the latencies' tails instead of the rates."
    ),
    preset!(
        Group::Question,
        "slow-messages",
        "Each message takes 10 s",
        "I poll 100 messages from Kafka, each takes 10 s, and the session ends after 25 s. How do I get \
         through in time?",
        "kafka-python issue 2217: at most 100 records a poll, a session of 25 s, 10 s a message; 12 \
         threads are from confluent-kafka-python issue 1077. 20 ms of Python per message are assumed.",
        "The run has to end before 25 s. Only a thread for each message does: waiting needs no cores."
    ),
    preset!(
        Group::Question,
        "celery-pool",
        "Celery: prefork, threads or gevent?",
        "1,000 tasks sleep for 500 ms each. Which pool does the queue need: 12 processes, or 250 green \
         threads?",
        "celery.school (1,000 tasks of 500 ms) and pycun.net (prefork 12 against gevent 250). 1 ms of \
         Python per task is assumed; green threads are drawn as asyncio, as both wait in one thread.",
        "The ideal is 500 s over how many wait at once. Processes wait no faster than threads, and cost \
         more memory each."
    ),
    preset!(
        Group::Question,
        "parse-on-all-cores",
        "Parse PDFs on all cores",
        "A PDF of 20 pages takes 16 s in pure Python. How do I use all eight cores?",
        "pdfplumber issue 1059: 20 pages, 16 s, and pages cannot be pickled, so workers get a path and a \
         page number. Eight cores and 500 ms of imports per worker are assumed.",
        "With threads one lane computes at a time: the GIL. With processes all cores compute, after their \
         start."
    ),
    preset!(
        Group::Question,
        "free-threading-worth-it",
        "Free-threaded Python: worth it yet?",
        "I solve sudokus in pure Python. Do threads scale on the free-threaded build, and is it better \
         than processes?",
        "winpython issue 1339: sudoku on 3.13t, 4 cores with 8 threads: 1.70×, 2.48×, 3.14× and 3.08× \
         with 2, 4, 8 and 16 threads. 200 puzzles of 5 ms are assumed; here each thread has its own data, \
         and four cores are four.",
        "With a GIL more threads change nothing. Without it they compute side by side, and there is \
         nothing to start and nothing to pickle."
    ),
    preset!(
        Group::Question,
        "workers-start-slowly",
        "Workers take seconds to start",
        "My workers import for 4 s before their first task. Which start method, and is recycling workers \
         a good idea?",
        "rslearn pull request 17 (4 s per DataLoader worker) and fastcov pull request 113 (10 s became \
         130 s when 3.14 changed the default from fork to forkserver). 64 tasks of 200 ms on eight cores \
         are assumed.",
        "Most of the run is starting. fork copies a program that has imported already (do not use it in \
         one that runs threads); every recycled worker imports again."
    ),
    preset!(
        Group::Question,
        "container-lies-about-cores",
        "The container lies about its cores",
        "os.process_cpu_count() says 20 inside a container with --cpus=2. What does that do to my pools?",
        "CPython issue 149452: 20 CPUs seen with --cpus=2; hyperglass issue 356 started 160 workers so. \
         200 tasks of 20 ms are assumed.",
        "All 20 workers run for the first tenth of each 100 ms, then stand still: the quota is used up. \
         Two workers get as much done."
    ),
];
