mod counting;
mod exactly_once;
mod forecast;
mod months;
mod report;
