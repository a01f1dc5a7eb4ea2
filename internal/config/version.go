package config

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// commit is set by builds without a Git repository, such as the container image's, with
// -ldflags "-X clientele/internal/config.commit=…".
var commit string

// Version returns the version, the commit and the platform of the program, such as
// "clientele v1.2.0 (commit 1a2b3c4d5e6f, go1.26.8 linux/amd64)". Go stores the version and the commit in programs that
// are built in a Git repository, and adds "+dirty" to the version if there are local changes. The version of any other
// build is "devel".
func Version() string {
	version, revision := "devel", commit
	if info, ok := debug.ReadBuildInfo(); ok {
		if strings.HasPrefix(info.Main.Version, "v") {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = cmp.Or(revision, s.Value)
			}
		}
	}
	source := "unknown commit"
	if revision != "" {
		source = "commit " + revision[:min(12, len(revision))]
	}
	return fmt.Sprintf("clientele %s (%s, %s %s/%s)", version, source, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
