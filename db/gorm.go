package db

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

func gormConfig() *gorm.Config {
	return &gorm.Config{
		Logger:                 quietLogger{},
		SkipDefaultTransaction: true, // InTx opens a transaction where there is more than one statement
		DisableAutomaticPing:   true,
	}
}

// quietLogger logs GORM's warnings only. Its other messages contain SQL with personal data, and errors are returned
// anyway.
type quietLogger struct{}

func (q quietLogger) LogMode(logger.LogLevel) logger.Interface { return q }
func (quietLogger) Info(context.Context, string, ...any)       {}
func (quietLogger) Warn(ctx context.Context, msg string, _ ...any) {
	slog.WarnContext(ctx, "gorm", "message", msg)
}
func (quietLogger) Error(context.Context, string, ...any)                           {}
func (quietLogger) Trace(context.Context, time.Time, func() (string, int64), error) {}
