package mail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gorm.io/gorm"

	"clientele/models"
)

// Find returns the emails, of a kind or of all kinds if it is "", to addresses with the given normalized forms, without
// their texts.
func (s *Service) Find(tx *gorm.DB, kind Kind, keys []string) ([]*models.Email, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	q := tx.Select("id", "data").Where(s.db.In("to_key", keys))
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	var rows []*models.Email
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find emails: %w", err)
	}
	return rows, nil
}

// Forget deletes emails, also those that are being sent. Call DeleteFiles with the same ids after the transaction has
// committed. If the program is killed between the two, Sweep deletes the files.
func (s *Service) Forget(tx *gorm.DB, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if err := tx.Where(s.db.In("id", ids)).Delete(&models.Email{}).Error; err != nil {
		return fmt.Errorf("delete emails: %w", err)
	}
	return nil
}

// DeleteFiles deletes the files of emails from the outbox.
func (s *Service) DeleteFiles(ids []string) error {
	if len(ids) == 0 || s.o.Outbox == "" {
		return nil
	}
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	return s.deleteFiles(func(id string) bool { return wanted[id] })
}

// deleteFiles deletes the files of the emails whose ids meet a condition from the outbox.
func (s *Service) deleteFiles(condition func(id string) bool) error {
	entries, err := os.ReadDir(s.o.Outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the outbox: %w", err)
	}
	var errs []error
	for _, e := range entries {
		id := emailOf(e.Name())
		if id == "" || !condition(id) {
			continue
		}
		if err := os.Remove(filepath.Join(s.o.Outbox, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// emailOf returns the id of the email of a file in the outbox, or "" for any other file; see fileName.
func emailOf(name string) string {
	name, ok := strings.CutSuffix(name, ".eml")
	id := name[strings.LastIndexByte(name, '-')+1:]
	if !ok || models.KindOf(id) != models.EmailID {
		return ""
	}
	return id
}

// sweepOrphans deletes the files in the outbox whose emails were deleted.
func (s *Service) sweepOrphans(g *gorm.DB) error {
	var ids []string
	err := s.deleteFiles(func(id string) bool {
		ids = append(ids, id)
		return false
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	var stored []string // an email is stored before its file is written
	if err := g.Model(&models.Email{}).Where(s.db.In("id", ids)).Pluck("id", &stored).Error; err != nil {
		return fmt.Errorf("find the emails of files in the outbox: %w", err)
	}
	orphans := make(map[string]bool, len(ids))
	for _, id := range ids {
		orphans[id] = true
	}
	for _, id := range stored {
		delete(orphans, id)
	}
	return s.deleteFiles(func(id string) bool { return orphans[id] })
}
