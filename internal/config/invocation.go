package config

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// goRun matches the path of a program that `go run` built: in a temporary folder, or in Go's build cache.
var goRun = regexp.MustCompile(`[/\\]go-build\d*[/\\]|[/\\][0-9a-f]{2}[/\\][0-9a-f]{64}-d[/\\]`)

// Invocation returns how this process was started, for hints that people can paste: "go run .", "clientele" if the
// shell finds it, or the path that was typed.
func Invocation() string {
	return invocation(os.Args[0], exec.LookPath)
}

func invocation(typed string, look func(string) (string, error)) string {
	if goRun.MatchString(typed) {
		return "go run ."
	}
	name := filepath.Base(typed)
	if found, err := look(name); err == nil && (typed == name || found == typed) {
		return name
	}
	return typed
}
