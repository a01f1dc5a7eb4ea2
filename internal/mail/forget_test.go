package mail_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// forget deletes all emails to an address, and with files also their files.
func (p *fixture) forget(to string, files bool) {
	p.t.Helper()
	var ids []string
	err := p.db.InTx(p.t.Context(), func(tx *gorm.DB) error {
		ids = nil
		found, err := p.Find(tx, nil, []string{to})
		for _, m := range found {
			ids = append(ids, m.ID)
		}
		if err != nil {
			return err
		}
		return p.Forget(tx, ids)
	})
	if err == nil && files {
		err = p.DeleteFiles(ids)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// files returns the number of files in the outbox.
func (p *fixture) files() int {
	p.t.Helper()
	files, err := os.ReadDir(p.outbox)
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	return len(files)
}

// TestForget checks that emails to an address are deleted with their files, and that a sweep deletes the files of a
// program that was killed in between, but nothing else.
func TestForget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newFixture(t, d, nil)
		for i, to := range []string{"ann@example.com", "ann@example.com", "bob@example.com", "eve@example.com"} {
			p.queue(to, string(rune('1'+i)))
		}
		if err := p.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.outbox, "notes-email_x.txt"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if n := p.files(); n != 5 {
			t.Fatalf("%d files", n)
		}
		p.forget("ann@example.com", true)
		if n := p.files(); n != 3 || len(p.rows()) != 2 {
			t.Errorf("%d files, %d emails", n, len(p.rows()))
		}
		p.forget("bob@example.com", false)
		if n := p.files(); n != 3 {
			t.Errorf("%d files", n)
		}
		if err := p.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := p.files(); n != 2 || len(p.rows()) != 1 {
			t.Errorf("after the sweep: %d files, %d emails", n, len(p.rows()))
		}
	})
}

// TestForgetWhileSaving checks that an email that is deleted while it is saved to the outbox leaves no file.
func TestForgetWhileSaving(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var p *fixture
		p = newFixture(t, d, nil, func(o *mail.Options) {
			o.Shop = func(context.Context) (*models.Shop, error) { // called after the email was composed
				p.forget("ann@example.com", true)
				return &models.Shop{Name: "Tea & Co"}, nil
			}
		})
		p.queue("bob@example.com", "1")
		p.queue("ann@example.com", "2")
		if err := p.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, rows := p.files(), p.rows(); n != 1 || len(rows) != 1 || rows[0].To != "bob@example.com" {
			t.Errorf("%d files, %s", n, describe(rows))
		}
	})
}
