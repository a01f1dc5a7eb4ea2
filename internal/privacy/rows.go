package privacy

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/models"
)

// counts are numbers of rows by table.
type counts map[string]int

// countRows counts the rows in a scope that eraseRows deletes or changes.
func (s *Service) countRows(g *gorm.DB, sc *scope, tables ...string) (counts, error) {
	n := counts{}
	for _, name := range tables {
		t, _ := TableOf(name)
		in, ok := sc.rows(s.db, t)
		if !ok {
			continue
		}
		q := g.Table(name).Where(in)
		if t.Rows == Overwritten {
			q = q.Where(t.changes())
		}
		var rows int64
		if err := q.Count(&rows).Error; err != nil {
			return nil, fmt.Errorf("count the rows of %s to erase: %w", name, err)
		}
		n[name] = int(rows)
	}
	return n, nil
}

// eraseRows deletes or overwrites the rows in a scope of all tables that no other package erases, as the map says, with
// one statement a table. The customer itself is deleted last.
func (s *Service) eraseRows(tx *gorm.DB, sc *scope) error {
	err := s.findEvents(tx, sc)
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(Tables()) {
		in, ok := sc.rows(s.db, t)
		if !ok || t.By != "" {
			continue
		}
		rows := tx.Table(t.Name).Where(in)
		switch t.Rows {
		case Kept:
			continue
		case Overwritten:
			err = rows.Where(t.changes()).UpdateColumns(t.assignments()).Error
		default:
			err = rows.Delete(nil).Error
		}
		if err != nil {
			return fmt.Errorf("erase the rows of %s: %w", t.Name, err)
		}
	}
	return nil
}

// findEvents finds the events in a scope, and the webhooks that they may have been sent to.
func (s *Service) findEvents(tx *gorm.DB, sc *scope) error {
	t, _ := TableOf("events")
	in, ok := sc.rows(s.db, t)
	if !ok {
		return nil
	}
	if err := tx.Table(t.Name).Where(in).Pluck("id", &sc.events).Error; err != nil {
		return fmt.Errorf("find the events to erase: %w", err)
	}
	if err := tx.Model(&models.Webhook{}).Pluck("id", &sc.webhooks).Error; err != nil {
		return fmt.Errorf("find the webhooks: %w", err)
	}
	return nil
}
