//! Every limit of a scenario in one place, with its unit and its reason.
