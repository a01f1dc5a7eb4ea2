package events

import (
	"net/http"
	"slices"
	"time"

	"clientele/models"
	"clientele/test/apptest"
)

const pollEvents = `query($after: String) { events(first: 50, after: $after) { nodes { id } pageInfo { endCursor } } }`

// pollPause is the time between two pages without events.
const pollPause = 10 * time.Millisecond

// poll reads the events page by page, each after the previous one, until stop is closed.
func (l *load) poll(stop <-chan struct{}) {
	connections := &http.Client{Transport: &http.Transport{}}
	defer connections.CloseIdleConnections()
	var after *string
	for {
		select {
		case <-stop:
			return
		case <-*l.server.ready.Load():
		}
		var got struct {
			Events struct {
				Nodes    []struct{ ID string }
				PageInfo struct{ EndCursor *string }
			}
		}
		if !l.post(connections, pollEvents, apptest.Vars{"after": after}, &got) {
			continue
		}
		for _, e := range got.Events.Nodes {
			l.seen = append(l.seen, models.EventIDOf(e.ID))
		}
		l.polled.Add(int64(len(got.Events.Nodes)))
		if next := got.Events.PageInfo.EndCursor; next != nil {
			after = next
		}
		if len(got.Events.Nodes) == 0 {
			<-time.After(pollPause)
		}
	}
}

// checkPolled checks that the poller has seen each event once, in order.
func (l *load) checkPolled(ts *tables) {
	ts.t.Helper()
	var ids []string
	for _, row := range ts.read(`SELECT id FROM events ORDER BY position`) {
		ids = append(ids, row[0])
	}
	if slices.Equal(l.seen, ids) {
		return
	}
	times := map[string]int{}
	for _, id := range l.seen {
		times[id]++
	}
	for _, id := range ids {
		if times[id] != 1 {
			ts.t.Errorf("the poller saw event %s %d times", id, times[id])
		}
	}
	ts.t.Errorf("the poller saw %d events, and there are %d, perhaps in another order", len(l.seen), len(ids))
}
