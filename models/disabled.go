package models

// Disabled tells whether the staff have shut the customer out. Nobody can do that yet.
func (*Customer) Disabled() bool { return false }
