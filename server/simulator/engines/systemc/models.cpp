// The reference models on SystemC: processes are threads of its own (SC_THREAD), time is whole nanoseconds.
//
//   models hold AT_ONCE HOLDS SEED SECONDS
//   models queue CUSTOMERS SEED SECONDS
//   models gil TASKS SEED SECONDS
//
// Prints seconds of the loop and what came of it. SystemC runs once in a process: there is one replication, whatever the
// last word.

#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <systemc>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace {

constexpr double ARRIVALS = 3.2;
constexpr int SERVERS = 4, WORKERS = 32;
constexpr double IO_BEFORE = 20e-3, COMPUTING = 2e-3, IO_AFTER = 5e-3, SLICE = 5e-3;

// SplitMix64 (Steele, Lea and Flood 2014), and exponentials by inversion.
uint64_t state;

double draw(double mean) {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    return -mean * std::log(1.0 - double(z >> 11) / 9007199254740992.0);
}

sc_core::sc_time ns(double seconds) {
    return sc_core::sc_time::from_value(sc_dt::uint64(seconds * 1e9));
}

double now() { return double(sc_core::sc_time_stamp().value()) / 1e9; }

void wait(double seconds) { sc_core::wait(ns(seconds)); }

void spawn(void (*process)()) {
    sc_core::sc_spawn_options options;
    options.set_stack_size(16 * 1024);
    sc_core::sc_spawn(process, sc_core::sc_gen_unique_name("process"), &options);
}

template <typename Work> double timed(Work work) {
    auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

uint64_t left, held, preemptions;
double waited, makespan;

// Before the first draw nothing has happened: it is a part of the start.
void hold() {
    for (;;) {
        wait(draw(1.0));
        held += 1;
    }
}

// M/M/4: servers take customers, and wait for an event when there are none.
std::deque<double> line;
sc_core::sc_event came;
bool closed;

void arrivals() {
    for (; left > 0; left -= 1) {
        wait(draw(1.0 / ARRIVALS));
        line.push_back(now());
        came.notify();
    }
    closed = true;
    came.notify();
}

void server() {
    for (;;) {
        if (!line.empty()) {
            waited += now() - line.front();
            line.pop_front();
            wait(draw(1.0));
        } else if (closed) {
            return;
        } else {
            sc_core::wait(came);
        }
    }
}

// Threads under a GIL: one who gives the token back gives it to the first who waits.
std::deque<sc_core::sc_event *> waiting;
bool taken;

void acquire(sc_core::sc_event &own) {
    if (taken) {
        waiting.push_back(&own);
        sc_core::wait(own);
    }
    taken = true;
}

void release() {
    if (waiting.empty()) {
        taken = false;
    } else {
        waiting.front()->notify();
        waiting.pop_front();
    }
}

void compute(double rest, sc_core::sc_event &own) {
    acquire(own);
    for (;;) {
        double slice = std::min(rest, SLICE);
        rest -= slice;
        wait(slice);
        if (rest <= 0.0) return release();
        if (!waiting.empty()) {
            preemptions += 1;
            release();
            acquire(own);
        }
    }
}

void worker() {
    sc_core::sc_event own;
    while (left > 0) {
        left -= 1;
        wait(draw(IO_BEFORE));
        compute(draw(COMPUTING), own);
        wait(draw(IO_AFTER));
        makespan = now();
    }
}

int usage() {
    std::fputs("models hold AT_ONCE HOLDS SEED SECONDS | queue CUSTOMERS SEED SECONDS | gil TASKS SEED SECONDS\n", stderr);
    return 2;
}

} // namespace

int sc_main(int count, char **words) {
    if (count < 5) return usage();
    sc_core::sc_set_time_resolution(1, sc_core::SC_NS);
    std::string model = words[1];
    double size = std::atof(words[2]);
    state = std::strtoull(words[count - 2], nullptr, 10);
    left = uint64_t(size);
    if (model == "hold") {
        double time = std::atof(words[3]) / size;
        for (double at = 0; at < size; at += 1) spawn(hold);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        double seconds = timed([&] { sc_core::sc_start(ns(time)); });
        std::printf("%.9f %llu %.9f\n", seconds, (unsigned long long)held, time);
    } else if (model == "queue") {
        spawn(arrivals);
        for (int at = 0; at < SERVERS; ++at) spawn(server);
        double seconds = timed([] { sc_core::sc_start(); });
        std::printf("%.9f %.9f\n", seconds, waited / size);
    } else if (model == "gil") {
        for (int at = 0; at < WORKERS; ++at) spawn(worker);
        double seconds = timed([] { sc_core::sc_start(); });
        std::printf("%.9f %.9f %llu\n", seconds, makespan, (unsigned long long)preemptions);
    } else {
        return usage();
    }
    return 0;
}
