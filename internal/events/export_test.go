package events

// Old returns the query for the events that Sweep deletes.
var Old = old
