// Package files keeps what the program writes from other users of the machine: files have mode 0600 and folders 0700, whatever
// the umask and the mode of the folder that they are in.
package files

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
)

// Create creates an empty file with mode 0600, or restricts the one that exists. It never opens an existing file: closing it would
// release the locks that this process holds on it through SQLite (fcntl(2), "Traditional record locks").
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

// Restrict takes all permissions of the group and of others from an existing file or folder. A path that does not exist is left
// alone. Where the mode cannot be changed, because the file has another owner for example, the log says so.
func Restrict(path string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() && !info.IsDir() || info.Mode().Perm()&0o077 == 0 {
		return
	}
	if err := os.Chmod(path, info.Mode().Perm()&0o700); err != nil {
		slog.Warn("other users of this machine can read a file, and its mode cannot be changed: restrict it to its owner",
			"path", path, "mode", info.Mode().Perm().String(), "error", err)
	}
}
