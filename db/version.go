package db

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// newest returns the number of the last migration that this program knows.
func newest(d Dialect) (int64, error) {
	files, err := fs.Glob(migrations, "migrations/"+string(d)+"/*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, file := range files {
		text, _, _ := strings.Cut(path.Base(file), "_")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("the migration %s has no number: %w", file, err)
		}
		last = max(last, n)
	}
	return last, nil
}
