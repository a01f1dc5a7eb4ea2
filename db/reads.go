package db

import (
	"context"
	"sync/atomic"

	"gorm.io/gorm"

	"clientele/db/replica"
)

// DefaultMaxLag is the maximum lag of replicas if Options has none.
const DefaultMaxLag = replica.DefaultMaxLag

// ReplicaStatus is the state of a replica.
type ReplicaStatus = replica.Status

// Primary returns a handle for reads that must be up to date: permissions, one-time tokens, the mail queue. The context
// doesn't matter.
func (d *DB) Primary(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Read returns a handle for reads outside transactions. Each statement sees what is committed, on the primary or, in a
// context of AllowReplica, on a replica that may be behind.
func (d *DB) Read(ctx context.Context) *gorm.DB {
	if g, ok := replica.Reader(ctx); ok {
		return g
	}
	return d.read.WithContext(ctx)
}

// AllowReplica returns a context whose reads a replica may answer if it has replayed the primary's log up to the
// position since, which RecordLSN has stored. The same replica answers all of them. If it fails, the primary answers.
func (d *DB) AllowReplica(ctx context.Context, since int64) context.Context {
	if d.replicas == nil {
		return ctx
	}
	return d.replicas.Allow(ctx, since)
}

// RecordLSN stores the position of the primary's log in the column last_write_lsn of a table's row, for AllowReplica.
// It must be called after a write of the row's caller was committed, and before the response is sent. Without replicas
// it does nothing.
func (d *DB) RecordLSN(ctx context.Context, table, id string) error {
	if d.replicas == nil {
		return nil
	}
	return d.replicas.RecordLSN(ctx, d.write, table, id)
}

// MonitorReplicas starts to use the replicas that are not too far behind, until ctx ends. It must be called after
// Migrate, so that no replica is used that doesn't have the tables yet.
func (d *DB) MonitorReplicas(ctx context.Context) {
	if d.replicas != nil {
		d.replicas.Monitor(ctx)
	}
}

// Replicas returns the state of each replica.
func (d *DB) Replicas() []ReplicaStatus {
	if d.replicas == nil {
		return nil
	}
	return d.replicas.Status()
}

type writesKey struct{}

// TrackWrites returns a context, and a function that tells whether InTx has committed, or may have, in this context.
func TrackWrites(ctx context.Context) (context.Context, func() bool) {
	written := new(atomic.Bool)
	return context.WithValue(ctx, writesKey{}, written), written.Load
}

func markWritten(ctx context.Context) {
	if written, ok := ctx.Value(writesKey{}).(*atomic.Bool); ok {
		written.Store(true)
	}
}

func hasWritten(ctx context.Context) bool {
	written, ok := ctx.Value(writesKey{}).(*atomic.Bool)
	return ok && written.Load()
}
