package pipeline

import "sync/atomic"

// maxIdle is the number of goroutines that are kept for reuse. A new goroutine would have to grow its stack again,
// which takes longer than the work itself.
const maxIdle = 32

var (
	work = make(chan func())
	idle atomic.Int64 // goroutines kept for reuse
)

// start runs f in an idle goroutine, or in a new one.
func start(f func()) {
	select {
	case work <- f:
		return
	default:
	}
	go func() {
		f()
		if idle.Add(1) > maxIdle {
			idle.Add(-1)
			return
		}
		for f := range work {
			f()
		}
	}()
}
