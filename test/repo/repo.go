// Package repo finds the repository's files for tests, whichever folder they run in.
package repo

import (
	"os"
	"path/filepath"
)

// Path returns the absolute path of a file or folder of the repository; without arguments, of the repository itself. It
// panics outside the repository.
func Path(elem ...string) string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "schema.graphqls")); err == nil {
			return filepath.Join(append([]string{dir}, elem...)...)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			panic("the tests do not run in the repository")
		}
		dir = parent
	}
}
