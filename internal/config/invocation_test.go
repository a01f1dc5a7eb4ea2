package config

import (
	"errors"
	"testing"
)

func TestInvocation(t *testing.T) {
	onPath := map[string]string{"clientele": "/usr/local/bin/clientele"}
	for name, c := range map[string]struct {
		typed, want string
	}{
		"go run, older Go":            {"/tmp/go-build1234567/b001/exe/clientele", "go run ."},
		"go run, from the cache":      {"/home/ann/.cache/go-build/3f/" + hash + "-d/clientele", "go run ."},
		"go run, from another cache":  {"/var/cache/3f/" + hash + "-d/clientele", "go run ."},
		"go run on Windows":           {`C:\Users\ann\AppData\Local\Temp\go-build12\b001\exe\clientele.exe`, "go run ."},
		"found by the shell":          {"clientele", "clientele"},
		"the full path of that":       {"/usr/local/bin/clientele", "clientele"},
		"a binary in the folder":      {"./clientele", "./clientele"},
		"another with the same name":  {"/home/ann/clientele", "/home/ann/clientele"},
		"a name that is not on PATH":  {"clientele-1.2", "clientele-1.2"},
		"a folder that looks similar": {"/home/go-builders/clientele", "/home/go-builders/clientele"},
	} {
		got := invocation(c.typed, func(name string) (string, error) {
			if path, ok := onPath[name]; ok {
				return path, nil
			}
			return "", errors.New("not found")
		})
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

const hash = "3f0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
