package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"clientele/db"
	"clientele/internal/config"
)

// backup copies the SQLite database and the token key to a new folder, which can be used as a data folder. It does not
// migrate the database, and a running program is not interrupted.
func backup(ctx context.Context, cmd *config.Command, out io.Writer) (err error) {
	if cmd.DatabaseURL != "" {
		return errors.New("back up PostgreSQL with pg_dump: see docs/guides/running.md")
	}
	from, to := filepath.Join(cmd.Data, "clientele.db"), filepath.Clean(cmd.Backup.Folder)
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no database to back up: %w", err)
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s already exists: the backup needs a new folder", to)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(to), ".backup-") // renamed when complete
	if err != nil {
		return fmt.Errorf("create the backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(fresh)
		}
	}()
	d, err := db.Open(ctx, db.Options{File: from})
	if err != nil {
		return err
	}
	err = d.CopySQLite(ctx, filepath.Join(fresh, "clientele.db"))
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	files := "the database and the token key"
	key, err := os.ReadFile(filepath.Join(cmd.Data, "token.key"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		files = "the database. The token key is in your settings: back it up too"
	case err != nil:
		return fmt.Errorf("copy the token key: %w", err)
	default:
		if err := os.WriteFile(filepath.Join(fresh, "token.key"), key, 0o600); err != nil {
			return fmt.Errorf("copy the token key: %w", err)
		}
	}
	for _, name := range []string{"clientele.db", "token.key", "."} {
		if err := flush(filepath.Join(fresh, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write the backup to the disk: %w", err)
		}
	}
	if err := os.Rename(fresh, to); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s contains %s. Protect it: it gives access to all data of the shop.\n", to, files)
	return err
}

// flush syncs a file or folder to the disk.
func flush(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
