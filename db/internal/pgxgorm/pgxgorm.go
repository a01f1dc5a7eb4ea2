// Package pgxgorm makes GORM faster: it reads rows straight into models, runs PostgreSQL statements with pgx instead of
// database/sql, and sends statements of a transaction together where possible. Nothing depends on it. Without the call
// of Register the program behaves the same and takes more round trips. The package knows no tables and no rules.
package pgxgorm

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"clientele/internal/pipeline"
)

// Register replaces GORM's callbacks and, for PostgreSQL, its connection pool. It must be called before g is used.
func Register(g *gorm.DB) error {
	if err := g.Callback().Query().Replace("gorm:query", query); err != nil {
		return err
	}
	if g.Name() != "postgres" {
		return nil
	}
	db, err := g.DB()
	if err != nil {
		return err
	}
	g.ConnPool = &pool{db}
	g.Statement.ConnPool = g.ConnPool
	c, u := g.Callback().Create(), g.Callback().Update()
	return errors.Join(
		c.Before("gorm:create").Register("pgxgorm:buffer", bufferInsert),
		c.After("gorm:create").Register("pgxgorm:unbuffer", unbuffer),
		u.Before("gorm:update").Register("pgxgorm:buffer", bufferUpdate),
		u.After("gorm:update").Register("pgxgorm:unbuffer", unbuffer),
	)
}

// pool is a connection pool whose transactions are pipelined.
type pool struct{ *sql.DB }

var (
	_ gorm.ConnPoolBeginner = (*pool)(nil)
	_ gorm.GetDBConnector   = (*pool)(nil)
)

// BeginTx starts a transaction. BEGIN is sent with its first statement.
func (p *pool) BeginTx(ctx context.Context, o *sql.TxOptions) (gorm.ConnPool, error) {
	if o != nil && *o != (sql.TxOptions{}) {
		return p.DB.BeginTx(ctx, o)
	}
	return begin(ctx, p.DB)
}

// GetDBConn returns the database/sql pool.
func (p *pool) GetDBConn() (*sql.DB, error) { return p.DB, nil }

// Pipeline runs reads that don't depend on each other, and sends their statements together.
func (p *pool) Pipeline(ctx context.Context, reads ...func(context.Context)) {
	pipeline.Run(ctx, reads...)
}

// pgxConn is a connection of the pool.
type pgxConn interface{ Conn() *pgx.Conn }

// sqlDB returns the database/sql pool behind a connection pool; false for a transaction.
func sqlDB(p gorm.ConnPool) (*sql.DB, bool) {
	switch p := p.(type) {
	case *pool:
		return p.DB, true
	case *sql.DB:
		return p, true
	}
	return nil, false
}
