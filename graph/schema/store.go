package schema

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"clientele/internal/customfields"
)

// refreshEvery is how often the version of the custom fields is read, so that a change by another server is seen
// within a second.
const refreshEvery = 400 * time.Millisecond

// Store holds the current snapshot, and replaces it when the custom fields change.
type Store struct {
	fields  *customfields.Service
	compile Compile

	current     atomic.Pointer[Snapshot]
	refreshMu   sync.Mutex   // held while the version is read
	refreshedAt atomic.Int64 // in Unix nanoseconds
}

// NewStore returns a store with the current schema. A nil service means that there are no custom fields.
func NewStore(ctx context.Context, fields *customfields.Service, compile Compile) (*Store, error) {
	s := &Store{fields: fields, compile: compile}
	set := customfields.NewSet(0, nil)
	if fields != nil {
		var err error
		if set, err = fields.Load(ctx); err != nil {
			return nil, err
		}
	}
	snapshot, err := New(set, compile)
	if err != nil {
		return nil, err
	}
	logRenamed(ctx, set, snapshot.names)
	s.current.Store(snapshot)
	return s, nil
}

// Peek returns the snapshot that was current when the version was last read.
func (s *Store) Peek() *Snapshot { return s.current.Load() }

// Current returns the snapshot for an operation that begins now. If the version was not read for a while, the first
// caller reads it. The others do not wait for it.
func (s *Store) Current() *Snapshot {
	if s.stale() && s.refreshMu.TryLock() {
		defer s.refreshMu.Unlock()
		s.refresh()
	}
	return s.current.Load()
}

// Latest is Current, but waits until the version is read.
func (s *Store) Latest() *Snapshot {
	s.refreshMu.Lock()
	defer s.refreshMu.Unlock()
	if s.stale() {
		s.refresh()
	}
	return s.current.Load()
}

// Refresh reads the version after this server has changed a definition.
func (s *Store) Refresh() {
	s.refreshMu.Lock()
	defer s.refreshMu.Unlock()
	s.refresh()
}

func (s *Store) stale() bool {
	return s.fields != nil && time.Since(time.Unix(0, s.refreshedAt.Load())) > refreshEvery
}

// refresh builds a new snapshot if the version has changed. If that fails, the old one stays and the error is logged.
// It has its own context: it must not be canceled with the request that happened to start it.
func (s *Store) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.refreshedAt.Store(time.Now().UnixNano())
	if err := s.load(ctx); err != nil {
		slog.ErrorContext(ctx, "the schema could not be updated to the custom fields", "error", err)
	}
}

func (s *Store) load(ctx context.Context) error {
	version, err := s.fields.Version(ctx)
	if err != nil || version == s.current.Load().CustomFields.Version {
		return err
	}
	set, err := s.fields.Load(ctx)
	if err != nil {
		return err
	}
	snapshot, err := New(set, s.compile)
	if err != nil {
		return err
	}
	s.current.Store(snapshot)
	return nil
}
