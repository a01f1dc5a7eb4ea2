// Package files restricts the program's files to its own user: files have mode 0600 and folders 0700, whatever the
// umask and the mode of the parent folder.
package files

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
)

// Create creates an empty file with mode 0600, or restricts an existing one. It never opens an existing file: closing
// it would release the locks that SQLite holds on it in this process (fcntl(2), "Traditional record locks").
func Create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		Restrict(path)
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Restrict removes the permissions of the group and of others from a file or folder, if it exists. It logs a warning if
// the mode cannot be changed, for example because the file has another owner.
func Restrict(path string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() && !info.IsDir() || info.Mode().Perm()&0o077 == 0 {
		return
	}
	if err := os.Chmod(path, info.Mode().Perm()&0o700); err != nil {
		slog.Warn("Failed to restrict a file that other users of this machine can read",
			"path", path, "mode", info.Mode().Perm().String(), "error", err)
	}
}
