package access

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestFilesArePrivate checks that other users of the machine cannot read any file the program writes, whatever the
// umask, the mode of the data folder and the modes of existing files.
func TestFilesArePrivate(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "open")
	script := "#!/bin/sh\numask 0\nexec '" + repo.Build(t) + "' \"$@\"\n"
	if err := os.WriteFile(binary, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		mode fs.FileMode // of an existing data folder; 0 if it does not exist
	}{{"a new folder", 0}, {"a folder for everyone", 0o777}, {"a folder that others read", 0o755}} {
		t.Run(c.name, func(t *testing.T) {
			work := t.TempDir()
			data := filepath.Join(work, "data")
			if c.mode != 0 {
				if err := os.Mkdir(data, 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(data, c.mode); err != nil {
					t.Fatal(err)
				}
			}
			env := []string{"CLIENTELE_DATA=" + data, "PATH=" + os.Getenv("PATH")}
			p, _ := apptest.StartProcess(t, binary, env...)
			p.SignUp("ann@example.com")
			p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
			mail := regexp.MustCompile(`outbox/.*\.eml`)
			apptest.Eventually(t, func() string {
				if all := strings.Join(written(t, data, 0), " "); !mail.MatchString(all) {
					return all
				}
				return ""
			})
			wantPrivate(t, data, "clientele.db", "clientele.db-wal", "clientele.db-shm", "clientele.db.lock", "token.key", "outbox")

			copied := filepath.Join(work, "copied")
			backup := exec.Command(binary, "backup", copied)
			backup.Env = env
			if out, err := backup.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			wantPrivate(t, copied, ".", "clientele.db", "token.key")

			// Files of an earlier version have other modes, including the log that a killed program leaves behind.
			if err := p.Stop(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(data, "clientele.db-wal"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, name := range written(t, data, 0) {
				if err := os.Chmod(filepath.Join(data, name), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			p, _ = apptest.StartProcess(t, binary, env...)
			p.SignUp("bob@example.com")
			apptest.Eventually(t, func() string { return strings.Join(written(t, data, 0o077), " ") })
			wantPrivate(t, data, "clientele.db", "clientele.db-wal", "clientele.db-shm", "clientele.db.lock", "token.key", "outbox")
		})
	}
}

// written returns the files and folders below a folder whose mode has a bit of the mask, or all of them if the mask is
// 0. The folder itself belongs to the operator.
func written(t *testing.T, folder string, mask fs.FileMode) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if mask == 0 || info.Mode()&mask != 0 {
			names = append(names, strings.TrimPrefix(path, folder+"/"))
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) { // the program renames emails while this runs
		t.Fatal(err)
	}
	return names
}

// wantPrivate checks that the named files exist in a folder, and that other users cannot read anything in it.
func wantPrivate(t *testing.T, folder string, names ...string) {
	t.Helper()
	for _, name := range names {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
	if open := written(t, folder, 0o077); len(open) > 0 {
		t.Errorf("others can read %v", open)
	}
}
