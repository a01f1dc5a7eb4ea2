package replica

import "time"

// progress measures how far a replica is behind, from the times at which the primary's log was at which position. It
// only uses this machine's clock.
type progress struct {
	pending []mark    // not replayed yet, oldest first
	upTo    time.Time // the replica has everything that the primary had at this time; zero if not known
}

// mark is the position of the primary's log at a time.
type mark struct {
	at       time.Time
	position int64
}

// maxMarks limits the marks that are kept for a replica that makes no progress.
const maxMarks = 1000

// seen records the position of the primary's log.
func (p *progress) seen(at time.Time, position int64) {
	if n := len(p.pending); n == maxMarks { // every second mark is still precise enough
		for i := range n / 2 {
			p.pending[i] = p.pending[2*i+1]
		}
		p.pending = p.pending[:n/2]
	}
	p.pending = append(p.pending, mark{at, position})
}

// replayed records the position of the replica.
func (p *progress) replayed(position int64) {
	for len(p.pending) > 0 && p.pending[0].position <= position {
		p.upTo = p.pending[0].at
		p.pending = p.pending[1:]
	}
}

// lag returns how far the replica is behind. It is negative until the replica has reached a position that the primary
// had since the monitor started.
func (p *progress) lag(now time.Time) time.Duration {
	if p.upTo.IsZero() {
		return -1
	}
	return now.Sub(p.upTo)
}
