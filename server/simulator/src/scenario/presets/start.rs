//! Where a newcomer starts: the article's four points, its mistakes, and a whole system.

use super::{Group, Preset};

pub(super) static START: &[Preset] = &[
    preset!(
        Group::Start,
        "fetch-parse-score",
        "Fetch, parse, score",
        "Most of my service waits for an API, but some requests compute an embedding. Which model carries both?",
        "A retrieval service in small; durations are assumed.",
        "The API takes ten calls at once: see the waits line up at it. The loop stands still while an \
         embedding computes; threads and processes go on."
    ),
    preset!(
        Group::Start,
        "api-calls-requests",
        "Five API calls with requests",
        "I call five slow APIs with a blocking library. Do I need asyncio to make them overlap?",
        "The ThreadPoolExecutor example of Python's concurrent.futures documentation: five URLs, five workers; \
         durations are assumed.",
        "The five waits lie over each other in the threads. On the loop they stand one behind the other, \
         as a blocking call cannot be awaited."
    ),
    preset!(
        Group::Start,
        "count-tokens",
        "Count tokens in documents",
        "Counting tokens in pure Python takes 50 ms a document. How do I use all four cores?",
        "CPU-bound work over independent documents, as in the ProcessPoolExecutor example of Python's \
         concurrent.futures documentation; durations are assumed.",
        "With threads one lane computes at a time. With processes all cores do, once their workers have \
         started."
    ),
    preset!(
        Group::Start,
        "async-httpx",
        "Three URLs with async httpx",
        "My HTTP client is async already. What does asyncio.gather give me for three URLs?",
        "The async client example of the HTTPX documentation; durations are assumed.",
        "One thread, three waits over each other. There is nothing left for more threads to gain."
    ),
    preset!(
        Group::Start,
        "threads-for-cpu",
        "Mistake: threads for CPU-bound Python",
        "Sixteen computations of 250 ms, and a thread pool does not make them faster. Why?",
        "A common mistake: Python's threading documentation, on the global interpreter lock; durations are \
         assumed.",
        "Python hands over in pieces of 5 ms from thread to thread: somebody always waits for the GIL."
    ),
    preset!(
        Group::Start,
        "processes-for-tiny-tasks",
        "Mistake: processes for tiny tasks",
        "Why is my process pool slower than the loop that it replaced?",
        "A common mistake: loky issue 12 has 50,000 tasks that do nothing; here 2,000 of 50 µs.",
        "Compare how much of a process lane is Python and how much is sending. Chunks of 100 cut the way."
    ),
    preset!(
        Group::Start,
        "blocking-call-in-asyncio",
        "Mistake: a blocking call inside asyncio",
        "One handler calls requests.get inside async def. Why do all other requests stall?",
        "A common mistake: Python's asyncio documentation, \"Running Blocking Code\"; durations are assumed.",
        "For 120 ms nothing on the loop moves, and requests that arrived meanwhile wait. Sent to a \
         thread, the same call disturbs nobody."
    ),
    preset!(
        Group::Start,
        "hybrid-pipeline",
        "Hybrid: fetch, process, store",
        "I fetch with an async client, process in pure Python and store with a blocking library. One model for all?",
        "The asyncio documentation's \"Executing code in thread or process pools\"; durations are assumed.",
        "Fetches wait on the loop, processing fills the worker processes, stores sit in threads. Five \
         stores at once are the database's limit."
    ),
    preset!(
        Group::Start,
        "keep-it-simple",
        "Nothing is slow: keep it simple",
        "Six small files, half a millisecond each. Is any of this worth it?",
        "A script as most scripts are; durations are assumed.",
        "The scale is milliseconds: starting workers takes longer than the whole loop."
    ),
];
