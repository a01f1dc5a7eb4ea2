package statements

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/test/repo"
)

// settingCall matches calls that read or write a setting. PostgreSQL records its name as a parameter.
var settingCall = regexp.MustCompile(`(set_config|current_setting)\(('\w+')?`)

// TestSettings compares the settings that the program's statements name with the list.
func TestSettings(t *testing.T) {
	features := map[string]string{}
	for _, folder := range []string{"db", "internal", "models"} {
		err := filepath.WalkDir(repo.Path(folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, call := range settingCall.FindAllStringSubmatch(string(text), -1) {
				if call[2] == "" {
					t.Errorf("%s calls %s without a name that can be read", path, call[1])
				}
				features["setting: "+call[1]+" "+strings.Trim(call[2], "'")] = "SELECT " + call[0] + ", …)"
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check(t, Settings, features)
}
