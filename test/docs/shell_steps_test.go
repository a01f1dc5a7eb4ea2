package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/test/repo"
	"clientele/web/webtest"
)

// TestNodeVersions compares the Node version in the documents with the packages' engines, and those with what their
// dependencies require.
func TestNodeVersions(t *testing.T) {
	var folders []string
	lowest := map[string]bool{}
	tree(t, "package.json", func(file string, text string) {
		var p struct{ Engines, Dependencies map[string]string }
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if p.Dependencies["node"] != "" { // installs its own Node
			return
		}
		if _, err := os.Stat(repo.Path(filepath.Dir(file), "package-lock.json")); err != nil { // part of a workspace
			return
		}
		folders = append(folders, filepath.Join("..", filepath.Dir(file)))
		lowest[regexp.MustCompile(`\d+\.\d+`).FindString(p.Engines["node"])] = true
	})
	if len(folders) < 4 {
		t.Fatalf("npm works in %v", folders)
	}
	tree(t, ".md", func(file, text string) {
		for _, m := range regexp.MustCompile(`Node(?:\.js)? v?(\d+(?:\.\d+)?)`).FindAllStringSubmatch(text, -1) {
			if !lowest[m[1]] || len(lowest) > 1 {
				t.Errorf("%s says %q, the packages say %v", file, m[0], lowest)
			}
		}
	})
	webtest.Node(t, repo.Path("web"), nil, append([]string{"test/engines.mjs"}, folders...)...)
}

// TestShellStepsInDocs follows the shell steps of every document from the repository's root, and checks that the
// folders, scripts and tools they use exist.
func TestShellStepsInDocs(t *testing.T) {
	found := 0
	tree(t, ".md", func(file, text string) {
		for _, block := range blocks(text) {
			folder := "."
			for _, m := range step.FindAllStringSubmatch(block, -1) {
				found++
				if m[1] == "cd" {
					folder = filepath.Join(folder, m[2])
				}
				if fault := wrong(folder, m[1], m[2]); fault != "" {
					t.Errorf("%s: %s: %s", file, m[0], fault)
				}
			}
		}
		for _, m := range inFolder.FindAllStringSubmatch(text, -1) {
			found++
			if fault := wrong(m[2], "npm", strings.TrimPrefix(m[1], "npm ")); fault != "" {
				t.Errorf("%s: %s: %s", file, m[0], fault)
			}
		}
	})
	if found < 25 {
		t.Errorf("found only %d steps", found)
	}
}

var (
	step     = regexp.MustCompile(`\b(cd|npm|go run|go test|go tool|node) ((?:run )?[\w./-]+)`)
	inFolder = regexp.MustCompile("`(npm run \\w+)` in `([\\w/]+)`")
)

// source returns the TypeScript file that is compiled to a script in the folder out.
func source(script string) string {
	return filepath.Join("..", strings.TrimPrefix(strings.TrimSuffix(script, ".js")+".ts", "out/"))
}

// wrong returns what a command misses in a folder, or "".
func wrong(folder, command, what string) string {
	exists := func(path string) bool {
		_, err := os.Stat(repo.Path(folder, path))
		return err == nil
	}
	switch {
	case command == "cd" && !exists("."):
		return "there is no such folder"
	case command == "npm" && what == "ci" && !exists("package-lock.json"):
		return "there is no package-lock.json in " + folder
	case command == "npm" && what != "ci" && what != "install" && what != "pack":
		var p struct{ Scripts map[string]string }
		text, _ := os.ReadFile(repo.Path(folder, "package.json"))
		if json.Unmarshal(text, &p) != nil || p.Scripts[strings.TrimPrefix(what, "run ")] == "" {
			return "there is no such script in " + folder
		}
	case command == "node" && !exists(what) && !exists(source(what)):
		return "there is no such file in " + folder
	case command == "go tool":
		text, _ := os.ReadFile(repo.Path(folder, "go.mod"))
		if !strings.Contains(string(text), "/"+what+"\n") && !strings.Contains(string(text), "/"+what+" ") {
			return "there is no such tool in " + folder
		}
	case command == "go run" || command == "go test":
		files, _ := filepath.Glob(repo.Path(folder, strings.TrimSuffix(what, "..."), "*.go"))
		if len(files) == 0 {
			return "there is no such package in " + folder
		}
	}
	return ""
}

// blocks returns the shell blocks of a document: those marked as sh and the indented ones.
func blocks(text string) []string {
	var all []string
	for i, part := range strings.Split(text, "\n```") {
		switch {
		case i%2 == 0:
			for _, paragraph := range strings.Split(part, "\n\n") {
				if strings.HasPrefix(strings.TrimLeft(paragraph, "\n"), "    ") {
					all = append(all, paragraph)
				}
			}
		case strings.HasPrefix(part, "sh\n"):
			all = append(all, part)
		}
	}
	return all
}

// tree calls f for each file of the repository whose name ends with suffix.
func tree(t *testing.T, suffix string, f func(file, text string)) {
	t.Helper()
	repo.Walk(t, func(file string) bool { return strings.HasSuffix(file, suffix) }, f)
}
