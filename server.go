// Command clientele serves a shop's customers behind one GraphQL endpoint. The program itself is package app.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"clientele/internal/app"
)

//go:generate go run ./graph/internal/gen

// gcPercent is the default for GOGC. The program keeps only a few megabytes in use: with Go's default of 100 the
// garbage collector would run dozens of times a second and take a tenth of the processor's time.
const gcPercent = 300

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if err := app.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clientele:", err)
		os.Exit(1)
	}
}
