//! How it was measured, and what the numbers do not say.

use leptos::prelude::*;

/// Two short lists.
#[component]
pub(super) fn Method() -> impl IntoView {
    view! {
        <section class="chart prose" id="method" aria-label="Method">
            <h2>"How it was measured"</h2>
            <ul class="plain-list">
                <li>"On 2026-11-22, on a virtual machine with two cores (AMD EPYC, Zen 4), Linux 6.18, otherwise idle. CPython 3.11.7, 3.14.7 and the free-threaded build of 3.14.7, compiled without profile-guided optimization."</li>
                <li>"Every repetition is a fresh interpreter. One to warm up, then five that count; eleven where the times spread much. A repetition is thrown away when other programs used the machine meanwhile."</li>
                <li>"The tasks really compute, wait and carry data. A step of 10 ms computes until its thread's own CPU clock has moved by 10 ms, so the host's changing speed does not count, while waiting for the GIL or a core does."</li>
                <li>"The time runs from the making of the pool, or the start of asyncio.run, to the last task's end."</li>
                <li>"Every case is simulated with the costs that Lockstep uses for everyone: no setting is made for a case. Those costs come from separate small measurements on the same machine."</li>
                <li>"The simulator was worked on with these cases in sight. About as many other cases of the same kind were kept aside."</li>
                <li>"Nothing is left out because it is predicted badly. Cases that a scenario cannot describe are listed below the table."</li>
            </ul>
            <h2>"What the numbers do not say"</h2>
            <ul class="plain-list">
                <li>"Two cores only: nothing here shows how eight or more behave, where caches are shared and more threads play for the GIL."</li>
                <li>"Waiting is sleep: no sockets, name lookups or TLS."</li>
                <li>"Latencies of threads that compute are a lottery in slices of 5 ms: the same run, repeated, gives other ones. Their errors say how far one draw lies from another. Times of whole runs repeat within 1 to 3 %."</li>
                <li>"Cases in which starting processes, pickling or tiny tasks dominate inherit the host's changing speed. Measured again half an hour later, the median case differed by 1 %, one in ten by 18 % or more."</li>
                <li>"Most runs are short, 0.05 to 1.7 s."</li>
                <li>"Another machine, kernel or build of Python has other costs: measure yours under Costs in the workbench."</li>
            </ul>
            <p>
                "The same figures on the command line: " <code>"server validate-model"</code>
                ". As JSON: " <a href="/api/v1/validation" rel="external">"/api/v1/validation"</a> "."
            </p>
        </section>
    }
}
