//! Workloads that people describe in public, with their numbers. What is assumed is said to be.

use super::{Group, Preset};

pub(super) static WORKLOADS: &[Preset] = &[
    preset!(
        Group::Workload,
        "api-fan-out",
        "API fan-out with a deadline",
        "100 hosts are asked at once, and after 5 s an answer is worth nothing. What is simple enough?",
        "euno.news, 2026-04: 100 checks of 200 ms, deadline 5 s. 1 ms of Python, 1 KB answers and 100 \
         connections are assumed.",
        "Too few in flight, and the last ones time out. From 25 on any model keeps the deadline."
    ),
    preset!(
        Group::Workload,
        "fetch-1000-urls",
        "Fetch 1,000 URLs",
        "1,000 pages, most within 150 ms and some over a second. Threads, or asyncio with a semaphore?",
        "async-concurrency.com: 1,000 URLs, a semaphore of 100 to 200. Waits with a mean of 150 ms and 1 \
         % above 1,500 ms, 1.5 ms of Python, 0.5 ms of TLS and 50 KB a page are assumed.",
        "The slowest pages hold the run's end. What separates the models is Python and memory, not \
         waiting."
    ),
    preset!(
        Group::Workload,
        "http-client-choice",
        "The client costs more than the wait",
        "100 requests to a service on the same machine, 20 at a time. Why does asyncio not help?",
        "httpx issue 3215: 100 requests of 2 KB, 20 at once, on localhost, where another client took less \
         than a tenth. 3 ms of Python and 0.5 ms of waiting are assumed.",
        "Nearly all of it is the client's own Python. Another client changes more than another model."
    ),
    preset!(
        Group::Workload,
        "scrape-and-parse",
        "Fetch pages, then parse HTML",
        "37 pages are fetched with an async client and parsed by html.parser. Where should the parsing \
         run?",
        "open-webui pull request 27446: 37 pages of 365 KB, parsing stalls the loop for 1.8 s in all, 48 \
         ms a page; 83 ms at most in a thread. 300 ms per fetch is assumed.",
        "On the loop each parse stops everything for 48 ms. In a thread it shares the GIL; in a process \
         it has its own."
    ),
    preset!(
        Group::Workload,
        "s3-ten-connections",
        "S3 with ten connections",
        "botocore keeps ten connections by default. Does a larger pool of threads help with small \
         objects?",
        "sagemaker-debugger pull request 80: 10,000 objects of 10 KB; here 1,000. 11 ms of Python each \
         follow from its figures; 30 ms of waiting are assumed. Ten is botocore's default.",
        "Ten connections could carry 330 a second; one interpreter makes 90. The connections are not the \
         limit."
    ),
    preset!(
        Group::Workload,
        "s3-medium-objects",
        "S3 objects of 100 KB",
        "10,000 objects of 100 KB within the region. Is aioboto3 faster than boto3 in threads?",
        "aioboto3 issue 359: 10,000 objects in 27.65 s with aioboto3 and 28.58 s with threads; here \
         1,000. 2.8 ms of Python each follow from that; 0.2 ms of TLS, 20 ms of waiting and 50 \
         connections are assumed.",
        "Both lanes are full of Python: about 360 objects a second is what one interpreter can do."
    ),
    preset!(
        Group::Workload,
        "large-downloads",
        "Large downloads fill the link",
        "529 files of 8 MB over 1 Gbit/s. How many threads are worth it?",
        "boto3 issue 1692: 529 files of 8 MB; 900 ms each follow from 8.5 MB a second per connection. 20 \
         ms of Python and of TLS are assumed. 1 Gbit/s carries 15.6 such files a second.",
        "Above some twenty threads the link is full: the rest wait at it, and nothing ends sooner."
    ),
    preset!(
        Group::Workload,
        "image-thumbnails",
        "Thumbnails with the GIL released",
        "1,400 photos are decoded and resized by a library that releases the GIL. Threads or processes?",
        "large_image pull request 334 and prosopopee pull request 137: some 1,400 photos. 10 ms of \
         Python, 150 ms of native code and 5 ms of disk are assumed; paths travel, not pictures.",
        "Native code runs in all threads at once: they need neither pickling nor a start."
    ),
    preset!(
        Group::Workload,
        "image-thumbnails-gil",
        "Thumbnails that hold the GIL",
        "The same photos, with code that keeps the GIL. Why do threads bring nothing now?",
        "Pillow issue 2635: threads 1×, processes 8×. 400 photos of 150 ms in Python and 5 ms of disk, on \
         eight cores, are assumed.",
        "One lane computes at a time. Only processes, or no GIL, use the other cores."
    ),
    preset!(
        Group::Workload,
        "pandas-row-apply",
        "Row by row through a pool",
        "DataFrame.apply takes 450 s. Will a process pool over the rows be faster?",
        "swifter issue 45: 476,000 rows in 450 s, so 0.95 ms a row, six cores; here 4,760 rows. 100 bytes \
         a row are assumed.",
        "Row by row the parent does nothing but hand out. In chunks of 100 the cores compute. Vectorising \
         would beat them all."
    ),
    preset!(
        Group::Workload,
        "big-frame-to-processes",
        "A 2.8 GB frame to 20 processes",
        "A frame of 2.8 GB is cut in 20 and sent to as many processes. Where does the gain go?",
        "swifter issue 161: a frame of 2.8 GB, 20 cores. 60 s of Python in all, and as much back as \
         there, are assumed.",
        "The parent pickles and copies 140 MB per part, one after the other, while the workers wait for \
         theirs."
    ),
    preset!(
        Group::Workload,
        "llm-batch",
        "1,000 prompts to an LLM",
        "1,000 prompts of 2 to 5 s, and the provider takes 20 at once. Which model is fastest?",
        "devweekends and martinlwx: 1,000 prompts of 2 to 5 s, 20 at once, 50 min become 2.5. 5 ms of \
         Python and 4 KB are assumed.",
        "The provider's limit binds: everything that keeps 20 in flight is equally fast, and more only \
         wait."
    ),
    preset!(
        Group::Workload,
        "llm-gateway",
        "Tokenising in an LLM gateway",
        "Some prompts have 256,000 tokens, and the tokeniser is Rust. Does it belong on the loop?",
        "vllm pull requests 10635 and 34789: 20 requests a second, some of 256,000 tokens, tokenised in \
         Rust, which releases the GIL. 300 ms for a long prompt, one in 30, 2 ms for others and 2 s of \
         streaming are assumed.",
        "Native code on the loop stops it as Python does. In a thread it runs beside the loop, as it has \
         released the GIL."
    ),
    preset!(
        Group::Workload,
        "embedding-endpoint",
        "An embedding endpoint",
        "Seven clients ask for embeddings all the time. How many calls should run at once?",
        "onyx issue 8396: 6 cores, 7 at once, 6 torch threads each, 2 to 5 s a batch. 3.5 s is taken as \
         the middle; 20 ms of Python and 21 batches are assumed.",
        "One call at a time uses all cores. More at once make each slower and answer no more of them."
    ),
    preset!(
        Group::Workload,
        "login-burst",
        "150 logins at once",
        "150 people log in at once on one worker, and the health probe runs once a second. What keeps the \
         probe alive?",
        "akb pull request 283: 150 logins, a probe that took 20 s, and a killed pod; blueprint pull \
         request 337: bcrypt of 220 ms. Two cores, 1 ms of Python and 5 ms of database are assumed.",
        "With bcrypt on the loop a probe waits for all hashes before it. In threads the hashes release \
         the GIL; the cores remain the limit."
    ),
    preset!(
        Group::Workload,
        "websocket-server",
        "A WebSocket server with one long job",
        "10,000 connections, a message a second each. What does one job of a second do to them?",
        "websockets issues 1644, 772 and 865: 10,000 connections, about a message a second each, a job of \
         1 s. Here 1,000 connections send 4,000 messages. 0.1 ms of Python per message is assumed.",
        "Look at the loop while the job runs: a second without an answer for anybody. Count the threads \
         that a thread per connection would take."
    ),
    preset!(
        Group::Workload,
        "database-web-api",
        "A database API behind gunicorn",
        "300 requests a second, some ms each in the database. Sync workers or loops?",
        "Cal Paterson and Miguel Grinberg: 16 sync workers, 5 uvicorn workers, 100 connections. 300 \
         requests a second, 3 ms of Python and 2 to 20 ms of database are assumed.",
        "All carry the load. The tails differ: a request that finds its worker busy waits, though another \
         is free."
    ),
    preset!(
        Group::Workload,
        "slow-upstream",
        "A web API with a slow upstream",
        "Each request calls another service for 200 ms. Why do four sync workers stop at 20 a second?",
        "Heroku pull request 242: two dynos of about two processes, five threads. 5 ms of Python, a \
         blocking client of 200 ms and 60 requests a second are assumed.",
        "Four workers wait for four answers: 4 / 0.2 s. Five threads in each do five times as much on the \
         same cores."
    ),
    preset!(
        Group::Workload,
        "admin-site",
        "An admin site with slow queries",
        "16 people use a site whose queries take seconds, and get 504s from four workers. Are threads \
         enough?",
        "i-dot-ai/consult pull request 1381: 16 users, 4 sync workers, 504s after 60 s, mended by 4 × 4 \
         threads. 30 ms of Python, queries of 1 to 5 s and 2 s between clicks are assumed.",
        "With four sync workers the fifth click waits for somebody else's query: head-of-line blocking."
    ),
    preset!(
        Group::Workload,
        "big-json-report",
        "A report of 50 MB of JSON",
        "One request in 20 returns 50 MB of JSON. Why is the whole service slow?",
        "FastAPI issues 1224 and 701: 27.7 s in the database, then 6.3 s of encoding on the loop, 50 MB. \
         One request in 20 is a report; that short ones come twice a second is assumed.",
        "While the report is encoded the loop answers nobody for 6 s. A thread would share the GIL; a \
         process has its own."
    ),
    preset!(
        Group::Workload,
        "log-parsing",
        "Parse a log of 500 MB",
        "20 processes parse a log and gain 2×. Where did the other 18 go?",
        "willcecil.co.uk: logs of 100 to 500 MB, 20 cores, about 2×. 15 µs a line, blocks of 10,000 lines \
         sent as lists and returned as dicts are assumed; here 100 MB.",
        "The parent pickles lines and unpickles rows all the time. Send offsets into the file instead, \
         and the workers read it themselves."
    ),
    preset!(
        Group::Workload,
        "pdf-features",
        "Features from 1,974 PDF pages",
        "204 ms a page, and at best 1.46× with six workers. What is a pool good for here?",
        "paper-qa pull request 1284: 1,974 pages, 203.9, 190.1, 141.9, 139.3 and 155.2 ms a page with 1, \
         2, 4, 6 and 8 workers; here 400 pages. 1 MB of pictures back per page, 1 s of imports and eight \
         cores are assumed.",
        "Here six workers come close to six times. What the real one lost, memory or its own locks, is \
         outside of this model: measure before you add workers."
    ),
    preset!(
        Group::Workload,
        "ocr",
        "OCR with OpenMP threads",
        "Four processes do OCR, each with four OpenMP threads, on four cores. Why is it slower than one?",
        "unstructured-inference pull request 185: 4 cores, 3 pages, 153 s instead of 5 s with OpenMP \
         unlimited; 1.7 s a page follow. 12 pages and 10 ms of Python are assumed.",
        "One page at a time fills the cores. Four at once ask for 16 threads; here they share evenly, \
         real ones spin."
    ),
    preset!(
        Group::Workload,
        "queue-consumer",
        "Drain 5,000 messages in 5 minutes",
        "5,000 messages take 24 to 45 minutes one by one. How many threads get that under 5?",
        "confluent-kafka-python issue 1853: 5,000 messages in 24 to 45 min, wanted within 5; some 400 ms \
         each follow. 20 ms of Python and 2 KB are assumed.",
        "Eight threads are enough, and beyond some twenty the GIL is: 5,000 × 20 ms of Python is 100 s."
    ),
    preset!(
        Group::Workload,
        "micro-tasks",
        "Micro-tasks in a process pool",
        "Tasks of 0.08 ms go through 15 workers that are replaced after 25 tasks. What does that cost?",
        "bbot issue 3366: 16 cores, Python 3.12, spawn, 15 workers, 0.08 ms a task: 3,956 tasks a second, \
         and 237 when workers are replaced after 25 tasks; 458 ms per start. Here 3,000 tasks at once.",
        "A task costs three times its own length to send. Replacing workers stops the whole pool for each \
         start."
    ),
];
