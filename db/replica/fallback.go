package replica

import (
	"context"
	"errors"
	"reflect"

	"gorm.io/gorm"
)

// registerFallback makes the primary repeat every query that a replica fails to answer, for whatever reason. Queries
// whose rows are read by the caller (Rows, Row) always go to the primary, since they could fail after some rows have
// been read.
func (r *Router) registerFallback(g *gorm.DB) error {
	primary := g.ConnPool
	query, row := g.Callback().Query().Get("gorm:query"), g.Callback().Row().Get("gorm:row")
	return errors.Join(
		g.Callback().Row().Replace("gorm:row", func(tx *gorm.DB) {
			if r.replicaOf(tx) != nil {
				tx.Statement.ConnPool = primary
			}
			row(tx)
		}),
		g.Callback().Query().Replace("gorm:query", func(tx *gorm.DB) {
			if one := r.replicaOf(tx); one != nil && !tx.DryRun && tx.Error == nil {
				if one.answer(tx, query) {
					return
				}
				resetQuery(tx, primary)
			}
			query(tx)
		}),
	)
}

// replicaOf returns the replica that a query is sent to; nil for the primary.
func (r *Router) replicaOf(tx *gorm.DB) *replica {
	for _, one := range r.replicas {
		if tx.Statement.ConnPool == gorm.ConnPool(one.pool) {
			return one
		}
	}
	return nil
}

// answer runs a query on the replica. It returns false if the primary must repeat it.
func (r *replica) answer(tx *gorm.DB, query func(*gorm.DB)) bool {
	ctx := tx.Statement.Context
	err := r.run(ctx, func(ctx context.Context) error {
		tx.Statement.Context = ctx
		query(tx)
		return tx.Error
	})
	tx.Statement.Context = ctx
	return err == nil || errors.Is(err, gorm.ErrRecordNotFound) || ctx.Err() != nil
}

// resetQuery prepares a query that has failed on a replica for another attempt on the primary, which also answers the
// later reads of its context.
func resetQuery(tx *gorm.DB, primary gorm.ConnPool) {
	if to, ok := tx.Statement.Context.Value(routeKey{}).(*route); ok {
		to.to.Store(nil)
	}
	if rows := tx.Statement.ReflectValue; rows.Kind() == reflect.Slice && rows.CanSet() {
		rows.SetLen(0) // drops the rows that were read before the failure
	}
	tx.Error, tx.RowsAffected, tx.Statement.ConnPool = nil, 0, primary
}
