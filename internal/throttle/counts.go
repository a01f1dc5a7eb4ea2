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

// counted is a bucket in which an attempt was counted, with the row that was stored.
type counted struct {
	Bucket
	row models.Attempt
}

// count returns the rows with one more attempt in each bucket, and how long to wait if one of them is full.
func count(buckets []Bucket, rows map[string]models.Attempt, now models.Time) (next []counted, wait time.Duration) {
	for _, b := range buckets {
		row, full := b.add(rows[b.key()], now)
		wait = max(wait, full)
		next = append(next, counted{b, row})
	}
	return next, wait
}

// keysOf returns the keys of buckets in the order in which all transactions lock them.
func keysOf(buckets []Bucket) []string {
	var keys []string
	for _, b := range buckets {
		keys = append(keys, b.key())
	}
	slices.Sort(keys)
	return keys
}

// stored returns the counts with the given keys.
func stored(g *gorm.DB, keys []string) (map[string]models.Attempt, error) {
	var rows []models.Attempt
	if err := g.Where("key IN ?", keys).Order("key").Find(&rows).Error; err != nil { // ordered, to avoid deadlocks
		return nil, err
	}
	found := make(map[string]models.Attempt, len(rows))
	for _, row := range rows {
		found[row.Key] = row
	}
	return found, nil
}

// lock returns the counts with the given keys and locks them until the transaction ends. Missing counts are inserted by
// the statement that locks the others, so that no count can be deleted between the two: PostgreSQL processes the rows
// in order, and also locks those that the condition excludes from the update (INSERT, "ON CONFLICT Clause").
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

// Sweep deletes expired counts and known places.
func (t *Throttle) Sweep(ctx context.Context) error {
	now := t.now()
	if err := t.db.Sweep(ctx, &models.Attempt{}, "key", "ends_at <= ?", models.At(now)); err != nil {
		return fmt.Errorf("delete expired counts of attempts: %w", err)
	}
	oldest := models.At(now.Add(-placeLife))
	if err := t.db.Sweep(ctx, &models.KnownPlace{}, "place", "seen_at <= ?", oldest); err != nil {
		return fmt.Errorf("delete expired known places: %w", err)
	}
	return nil
}
