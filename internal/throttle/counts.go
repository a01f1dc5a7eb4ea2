package throttle

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/models"
)

// counted is a bucket in which an attempt was counted, with the row as it was stored then.
type counted struct {
	Bucket
	row models.Attempt
}

// count returns the rows with one more attempt in each bucket, and how long to wait where one of them is full.
func count(buckets []Bucket, rows map[string]models.Attempt, now models.Time) (next []counted, wait time.Duration) {
	for _, b := range buckets {
		row, full := b.add(rows[b.key()], now)
		wait = max(wait, full)
		next = append(next, counted{b, row})
	}
	return next, wait
}

// keysOf returns the keys of buckets in the order in which every transaction locks them.
func keysOf(buckets []Bucket) []string {
	var keys []string
	for _, b := range buckets {
		keys = append(keys, b.key())
	}
	slices.Sort(keys)
	return keys
}

// stored returns the counts with the keys.
func stored(g *gorm.DB, keys []string) (map[string]models.Attempt, error) {
	var rows []models.Attempt
	if err := g.Where("key IN ?", keys).Order("key").Find(&rows).Error; err != nil { // all lock in one order
		return nil, err
	}
	found := make(map[string]models.Attempt, len(rows))
	for _, row := range rows {
		found[row.Key] = row
	}
	return found, nil
}

// lock returns the counts with the keys, and holds all of them until the transaction ends. Those that are missing are
// stored first, in one statement that locks the others: PostgreSQL goes through its rows in their order, and locks also
// those that the condition leaves as they are (INSERT, "ON CONFLICT Clause"). So nobody can delete a count between
// the two.
func lock(tx *gorm.DB, keys []string, now models.Time) (map[string]models.Attempt, error) {
	rows := make([]models.Attempt, len(keys))
	for i, key := range keys {
		rows[i] = models.Attempt{Key: key, EndsAt: now}
	}
	err := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "key"}},
		DoUpdates: clause.AssignmentColumns([]string{"failures"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "1 = 0"}}},
	}).Create(&rows).Error
	if err != nil {
		return nil, err
	}
	return stored(tx, keys)
}

func store(tx *gorm.DB, all []counted) error {
	var rows []models.Attempt
	for _, c := range all {
		rows = append(rows, c.row)
	}
	return tx.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "key"}}, DoUpdates: clause.AssignmentColumns([]string{"failures", "ends_at"}),
	}).Create(&rows).Error
}

// Sweep deletes the counts whose time has passed, and the places that have not been used for long.
func (t *Throttle) Sweep(ctx context.Context) error {
	now := t.now()
	if err := t.db.Sweep(ctx, &models.Attempt{}, "key", "ends_at <= ?", models.At(now)); err != nil {
		return fmt.Errorf("sweep counts of attempts: %w", err)
	}
	if err := t.db.Sweep(ctx, &models.KnownPlace{}, "place", "seen_at <= ?", models.At(now.Add(-placeLife))); err != nil {
		return fmt.Errorf("sweep known places: %w", err)
	}
	return nil
}
