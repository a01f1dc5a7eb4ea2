// Package repo finds the repository's files for tests, whichever folder they run in, and builds the program from them.
package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
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

// Walk calls f with the path and the text of each file of the repository that match selects. It leaves out packages of
// npm, Git's own files and the data of a program that runs there.
func Walk(t *testing.T, match func(file string) bool, f func(file, text string)) {
	t.Helper()
	root := os.DirFS(Path())
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if file == "data" || d.Name() == "node_modules" || d.Name() == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		if !match(file) {
			return nil
		}
		text, err := fs.ReadFile(root, file)
		if err == nil {
			f(file, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
