package dbtest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// templates is the folder where test binaries share migrated databases, so that only the first one migrates. It must
// not outlive a change of migrations. By default there is none, and each binary migrates its own.
var templates = os.Getenv("CLIENTELE_TEST_TEMPLATES")

// sharedTemplate returns the path of a template, which the first binary that needs it creates there with create.
func sharedTemplate(name string, create func(path string) error) (string, error) {
	lock, err := os.OpenFile(filepath.Join(templates, name+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	path := filepath.Join(templates, name)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	unfinished := path + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return "", err
	}
	if err := create(unfinished); err != nil {
		return "", err
	}
	return path, os.Rename(unfinished, path)
}
