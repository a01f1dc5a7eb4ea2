package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"clientele/internal/files"
	"clientele/internal/leases"
	"clientele/models"
)

// saveToOutbox writes an email to the outbox: to a file that mail programs can open, and to the email's row, for the
// dashboard. The file is written first; its name is the same for all attempts. An email of a forgotten kind is deleted.
func (s *Service) saveToOutbox(ctx context.Context, m *models.Email, msg *message) error {
	if slices.Contains(forgotten, Kind(m.Kind)) {
		return s.settle(ctx, m, dropped(errNothingToSend))
	}
	if err := s.writeFile(m, msg.raw); err != nil {
		slog.ErrorContext(ctx, "Failed to write email to the outbox", "email", m.ID, "error", err)
		return s.fail(ctx, m, errOutbox)
	}
	now := models.At(s.o.Now())
	err := s.settle(ctx, m, fields{
		"status": models.EmailOutbox, "kind": msg.kind, "due_at": nil, "handed_at": now, "last_error": nil,
		"subject": msg.subject, "text": msg.text, "html": msg.html,
	})
	if errors.Is(err, leases.ErrLost) { // the email may have been deleted meanwhile; see Forget
		err = errors.Join(err, s.sweepOrphans(s.db.Primary(ctx)))
	}
	return err
}

// writeFile writes the file of an email atomically, readable only by the program's user, since it may contain tokens.
func (s *Service) writeFile(m *models.Email, raw []byte) (err error) {
	if err := os.MkdirAll(s.o.Outbox, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.o.Outbox, ".mail-") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(s.o.Outbox, fileName(m)))
}

// restrictFiles removes other users' permissions from the outbox and its files, which may contain tokens.
func (s *Service) restrictFiles() {
	files.Restrict(s.o.Outbox)
	entries, err := os.ReadDir(s.o.Outbox)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		slog.Warn("Failed to read the outbox", "error", err)
	}
	for _, e := range entries {
		if isOutboxFile(e.Name()) {
			files.Restrict(filepath.Join(s.o.Outbox, e.Name()))
		}
	}
}

// isOutboxFile reports whether a file in the outbox was written by this program, by its name.
func isOutboxFile(name string) bool {
	return strings.HasSuffix(name, ".eml") || strings.HasPrefix(name, ".mail-")
}

// fileName returns the name of an email's file. Names sort by the time at which the emails were queued.
func fileName(m *models.Email) string {
	return m.CreatedAt.UTC().Format("20060102T150405.000Z") + "-" + m.Kind + "-" + m.ID + ".eml"
}

// sweepFiles deletes the files in the outbox that were written before a time.
func (s *Service) sweepFiles(before time.Time) error {
	files, err := os.ReadDir(s.o.Outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep the outbox: %w", err)
	}
	var errs []error
	for _, f := range files {
		info, err := f.Info()
		if err != nil || !info.ModTime().Before(before) || !isOutboxFile(f.Name()) {
			continue // already deleted, too new, or not an email
		}
		if err := os.Remove(filepath.Join(s.o.Outbox, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
