package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"clientele/internal/files"
	"clientele/models"
)

// keep puts an email into the outbox: a file that mail programs open, and the email's row, where the dashboard shows it. The file
// comes first; its name is the same at every try.
func (s *Service) keep(ctx context.Context, m *models.Email, l *written) error {
	if err := s.writeFile(m, l.raw); err != nil {
		slog.ErrorContext(ctx, "an email could not be written into the outbox", "mail", m.ID, "error", err)
		return s.failed(ctx, m, faultOutbox)
	}
	now := models.At(s.o.Now())
	return s.settle(ctx, m, fields{
		"status": models.EmailOutbox, "kind": l.kind, "due_at": nil, "handed_at": now, "last_error": nil,
		"subject": l.subject, "text": l.text, "html": l.html,
	})
}

// writeFile writes the file of an email, whole or not at all. Only the program's own user can read it: it may hold tokens.
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

// restrictFiles takes the permissions of other users from the outbox and the emails in it, which may hold tokens.
func (s *Service) restrictFiles() {
	files.Restrict(s.o.Outbox)
	entries, err := os.ReadDir(s.o.Outbox)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		slog.Warn("the outbox cannot be read", "error", err)
	}
	for _, e := range entries {
		if ours(e.Name()) {
			files.Restrict(filepath.Join(s.o.Outbox, e.Name()))
		}
	}
}

// ours tells whether a file of the outbox is the program's by its name.
func ours(name string) bool {
	return strings.HasSuffix(name, ".eml") || strings.HasPrefix(name, ".mail-")
}

// fileName sorts by when emails were asked for.
func fileName(m *models.Email) string {
	return m.CreatedAt.UTC().Format("20060102T150405.000Z") + "-" + m.Kind + "-" + m.ID + ".eml"
}

// sweepFiles drops the outbox's files that were written before a moment.
func (s *Service) sweepFiles(before time.Time) error {
	files, err := os.ReadDir(s.o.Outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep the outbox: %w", err)
	}
	var faults []error
	for _, f := range files {
		info, err := f.Info()
		if err != nil || !info.ModTime().Before(before) || !ours(f.Name()) {
			continue // gone already, young, or none of ours
		}
		if err := os.Remove(filepath.Join(s.o.Outbox, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
