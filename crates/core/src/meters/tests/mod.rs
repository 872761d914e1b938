mod counting;
mod exactly_once;
mod months;
mod report;
