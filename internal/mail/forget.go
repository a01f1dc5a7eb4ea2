package mail

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/models"
)

// Find returns the emails, of some kinds or of all kinds if there are none, to addresses with the given normalized
// forms, without their texts.
func (s *Service) Find(tx *gorm.DB, kinds []Kind, keys []string) ([]*models.Email, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	q := tx.Select("id", "data").Where(s.db.In("to_key", keys))
	if len(kinds) > 0 {
		q = q.Where("kind IN ?", kinds)
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
	files, err := s.outboxFiles()
	if err != nil {
		return err
	}
	var names []string
	for _, id := range ids {
		names = append(names, files[id]...)
	}
	return s.deleteFiles(names)
}

// outboxFiles returns the names of the files in the outbox, by the id of their email. Other files are left out.
func (s *Service) outboxFiles() (map[string][]string, error) {
	entries, err := os.ReadDir(s.o.Outbox)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	files := map[string][]string{}
	for _, e := range entries {
		if id := emailOf(e.Name()); id != "" {
			files[id] = append(files[id], e.Name())
		}
	}
	return files, nil
}

// deleteFiles deletes files from the outbox, as far as they still exist.
func (s *Service) deleteFiles(names []string) error {
	var errs []error
	for _, name := range names {
		if err := os.Remove(filepath.Join(s.o.Outbox, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
	files, err := s.outboxFiles()
	if err != nil || len(files) == 0 {
		return err
	}
	var stored []string // an email is stored before its file is written
	ids := slices.Collect(maps.Keys(files))
	if err := g.Model(&models.Email{}).Where(s.db.In("id", ids)).Pluck("id", &stored).Error; err != nil {
		return fmt.Errorf("find the emails of files in the outbox: %w", err)
	}
	for _, id := range stored {
		delete(files, id)
	}
	return s.deleteFiles(slices.Concat(slices.Collect(maps.Values(files))...))
}
