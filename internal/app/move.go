package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"clientele/db"
	"clientele/internal/config"
)

// move copies the SQLite database of a data folder to the PostgreSQL database of the settings. The folder is not
// changed.
func (a *App) move(ctx context.Context, cmd *config.Command, out io.Writer) (err error) {
	if a.DB.Dialect != db.Postgres {
		return errors.New("DATABASE_URL must name the PostgreSQL database to move to")
	}
	folder := cmd.Move.Folder
	file := filepath.Join(folder, "clientele.db")
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("no database to move: %w", err)
	}
	key, err := os.ReadFile(filepath.Join(folder, "token.key"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the token key: %w", err)
	}
	if kept := strings.TrimSpace(string(key)); kept != "" && kept != cmd.TokenKey && kept != cmd.TokenKeyPrevious {
		return errors.New("CLIENTELE_TOKEN_KEY or CLIENTELE_TOKEN_KEY_PREVIOUS must be the content of the folder's " +
			"token.key, or existing tokens stop working")
	}
	from, err := db.Open(ctx, db.Options{File: file})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := from.Ready(ctx); err != nil {
		return fmt.Errorf("run `%s migrate` on the folder first: %w", config.Invocation(), err)
	}
	copied, err := from.CopyTo(ctx, a.DB)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range copied {
		fmt.Fprintf(t, "%d\t %s\n", c.Rows, c.Table)
	}
	return t.Flush()
}
