package config

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// printHelp prints the help of a command with its own flags. The settings, which all commands share, are only in the
// help of serve.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	command := ctx.Selected()
	if command != nil && command.Name == "serve" {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	for _, flag := range ctx.Model.Flags {
		_, setting := helpTexts[flag.Name]
		flag.Hidden = setting || command != nil
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintf(ctx.Stdout, "\nTo list the settings and their environment variables, run\n  %s serve --help\n",
		Invocation())
	return err
}
