package apptest

import "clientele/internal/auth"

// Cheap is the cost of hashing passwords in tests, whose time would else be spent hashing. Programs in a separate
// process hash at the default cost.
var Cheap = auth.Cost{Memory: 64, Passes: 1, Threads: 1}

// Slow is a cost of hashing passwords for tests that do something while a password is hashed, which takes several
// milliseconds.
var Slow = auth.Cost{Memory: 8 * 1024, Passes: 2, Threads: 1}
