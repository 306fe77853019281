"""The second reference model on Ciw, which simulates networks of queues and nothing else."""

from time import perf_counter

import ciw
from protocol import ARRIVALS, SERVERS, serve


def queue(customers, seed):
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    start = perf_counter()
    # Until so many have finished: as good as so many that arrived, but for those who are inside at the end.
    simulation.simulate_until_max_customers(customers, method="Finish")
    seconds = perf_counter() - start
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return seconds, sum(waits) / len(waits)


serve({"queue": queue})
