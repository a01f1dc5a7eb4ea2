package app

import (
	"context"
	"io"
	"os"
	"strings"

	"clientele/internal/bulk"
	"clientele/internal/config"
	"clientele/internal/records"
	"clientele/internal/staff"
	"clientele/internal/transfer"
)

// importFile imports the customers or the orders of a file.
func (a *App) importFile(
	ctx context.Context, c config.ImportFile, orders bool, match string, in io.Reader, out io.Writer,
) (err error) {
	file, size, err := openImport(c.File, in)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	what := transfer.Import{
		Options: records.Options{
			Format: records.Format(strings.ToUpper(c.Format)), Encoding: c.Encoding, Columns: c.Columns,
			Country: strings.ToUpper(c.Country),
		},
		Match: bulk.Match(strings.ToUpper(strings.ReplaceAll(match, "-", "_"))), DryRun: c.DryRun,
	}
	if match == "" {
		what.Match = what.Format.DefaultMatch()
	}
	p := newImportReport(out, size, c)
	counted := io.TeeReader(file, p.bar)
	if orders {
		err = a.transfer.ImportOrders(ctx, staff.Operator, counted, what, p)
	} else {
		err = a.transfer.ImportCustomers(ctx, staff.Operator, counted, what, p)
	}
	return p.finish(err)
}

// openImport opens the file to import, and returns its size or -1.
func openImport(name string, in io.Reader) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(in), -1, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}
