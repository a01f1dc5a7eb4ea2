package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"clientele/db"
	"clientele/internal/config"
	shopinfo "clientele/internal/shop"
)

// backup copies the SQLite database and the token key to a new folder, which can be used as a data folder, and stores
// the time. It does not migrate the database, and a running program is not interrupted.
func backup(ctx context.Context, cmd *config.Command, out io.Writer) (err error) {
	switch {
	case cmd.Backup.Record && cmd.Backup.Folder != "":
		return errors.New("--record makes no backup, so it takes no folder")
	case cmd.Backup.Record:
		return recordOtherBackup(ctx, cmd, out)
	case cmd.DatabaseURL != "":
		return errors.New("back up PostgreSQL with pg_dump: see docs/guides/running.md")
	case cmd.Backup.Folder == "":
		return errors.New("the backup needs a new folder, such as ./backup-today")
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
	defer func() { err = errors.Join(err, d.Close()) }()
	began := time.Now()
	if err := d.CopySQLite(ctx, filepath.Join(fresh, "clientele.db")); err != nil {
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
	if _, err := fmt.Fprintf(out, "%s contains %s. Protect it: it gives access to all data of the shop.\n", to,
		files); err != nil {
		return err
	}
	// The backup is complete, also if its time cannot be stored: the database may still be that of an older version.
	if err := recordBackup(ctx, d, began); err != nil {
		slog.WarnContext(ctx, "the dashboard will not show the time of this backup", "error", err)
	}
	return nil
}

// recordOtherBackup stores that a backup was made now by other means.
func recordOtherBackup(ctx context.Context, cmd *config.Command, out io.Writer) error {
	_, file, err := cmd.Storage()
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: cmd.DatabaseURL, File: file, MaxConns: cmd.DatabasePool})
	if err != nil {
		return err
	}
	if err := errors.Join(recordBackup(ctx, d, time.Now()), d.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "The dashboard shows that a backup was made now.")
	return err
}

func recordBackup(ctx context.Context, d *db.DB, at time.Time) error {
	return shopinfo.New(d, func() time.Time { return at }, shopinfo.Defaults{}).RecordBackup(ctx)
}

// flush syncs a file or folder to the disk.
func flush(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
