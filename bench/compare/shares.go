package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"clientele/bench/internal/lab"
)

// layers are the reported parts of the program's CPU time: functions that match a pattern, including what they call.
// They overlap.
var layers = []struct{ name, functions string }{
	{"database: GORM, pgx and the network", `gorm\.io/|jackc/pgx`},
	{"of which pgx: sending, waiting, receiving", `jackc/pgx`},
	{"authenticating the caller, including its SQL statement", `auth\.\(\*Authenticator\)`},
	{"reading, parsing and validating the operation", `gqlparser|readBody`},
	{"hashing passwords", `argon2`},
	{"memory allocation", `runtime\.mallocgc`},
	{"garbage collection", `runtime\.gcBgMarkWorker|runtime\.gcAssistAlloc`},
	{"growing goroutine stacks", `runtime\.newstack`},
	{"goroutine scheduling", `runtime\.schedule$|runtime\.findRunnable`},
	{"system calls", `internal/runtime/syscall|syscall\.Syscall|syscall\.RawSyscall`},
}

// accounted matches the percentage of samples in the output of pprof.
var accounted = regexp.MustCompile(`accounting for [^,]+, ([0-9.]+)% of`)

// sharesOf returns the shares of the layers in a profile, in percent.
func sharesOf(ctx context.Context, file string) ([]string, error) {
	var all []string
	for _, layer := range layers {
		pprof := exec.CommandContext(ctx, "go", "tool", "pprof", "-top", "-nodefraction=0", "-nodecount=100000",
			"-focus="+layer.functions, file)
		text, err := pprof.CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		share := "0"
		if m := accounted.FindSubmatch(text); m != nil {
			share = string(m[1])
		}
		all = append(all, share)
	}
	return all, nil
}

// sharesFigures is the section of benchmarks.md that -profile writes.
var sharesFigures = lab.Figures{
	Begin: "<!-- shares: written by bench/compare -profile -->", End: "<!-- end of shares -->",
}

// sharesTable returns the table of the layers' shares, with a column per scenario.
func (r report) sharesTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Share of the program's CPU time in percent with %d connections, "+
		"measured with `%s -profile FOLDER`, %s.\n\n| |",
		r.options.connections, r.options.Command, r.when.Format("2 January 2006"))
	for _, m := range r.scenarios {
		b.WriteString(" " + m.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(r.scenarios)) + "\n")
	for i, layer := range layers {
		b.WriteString("| " + layer.name + " |")
		for _, m := range r.scenarios {
			share := ""
			if i < len(m.shares) {
				share = m.shares[i]
			}
			b.WriteString(" " + share + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}
